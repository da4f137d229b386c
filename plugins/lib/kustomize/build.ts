import { loadKustomization } from "./config/kustomization.ts";
import type { Node } from "contract/yaml";
import { withPrefix } from "./errors.ts";
import type { FieldSpec } from "./model/field_spec.ts";
import { metaMap, missingMeta } from "./model/ids.ts";
import { showInternal } from "./model/internal_annotations.ts";
import { requireMeta } from "./model/parse.ts";
import { goSyntax } from "./model/go_syntax.ts";
import { objectYaml } from "./model/output.ts";
import { setMetaMap } from "./model/resource.ts";
import type { ResourceMap } from "./model/resource_map.ts";
import type { FileSystem } from "./source/file_system.ts";
import { makeLoader, type Restriction } from "./source/loader.ts";
import type { RemoteSource } from "./source/remote.ts";
import { ParsedFiles } from "./target/parsed_files.ts";
import type { Stubs } from "./target/stubs.ts";
import { applyOpenApi, type BuildState, Target } from "./target/target.ts";
import { hashTransform } from "./transform/hash.ts";
import { nameReferenceTransform } from "./transform/name_reference.ts";
import { ORIGIN, setBuildAnnotation, TRANSFORMATIONS } from "./transform/origin.ts";
import { LOCAL, pairsTransform } from "./transform/pairs.ts";
import { sortTransform } from "./transform/sort.ts";
import { resolveVars } from "./transform/vars.ts";

/** How a kustomization is built. */
export interface BuildOptions {
  /** The order where the kustomization says none: Flux has fifo, kustomize's command line legacy. */
  readonly order?: "fifo" | "legacy";
  /** Where files may be taken from; `root` (the default) is what kustomize's command line does. */
  readonly loadRestrictor?: Restriction;
  /** What was fetched of other hosts; nothing, if absent. */
  readonly remote?: RemoteSource;
  /** What need not be built, since it was before. */
  readonly stubs?: Stubs;
  /** What kustomize calls its version where it signs its work: that of its releases, unless another program builds. */
  readonly version?: string;
  /** Texts that were parsed in earlier builds. */
  readonly parsed?: ParsedFiles;
}

const VERSION = "v5.8.1";
const INTERNAL = "internal.config.kubernetes.io/";
const BUILD_ANNOTATIONS = [
  ...["previousKinds", "previousNames", "prefixes", "suffixes", "previousNamespaces"],
  ...["allowNameChange", "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix"],
  ...["path", "index", "seqindent", "id", "annotations-migration-resource-id", "helm-generated"],
].map((name) => INTERNAL + name)
  .concat(
    ["kubernetes.io/path", "kubernetes.io/index", "k8s.io/id"].map((name) => `config.${name}`),
  );

const LABELS: FieldSpec = {
  group: "",
  version: "",
  kind: "",
  path: "metadata/labels",
  create: true,
};

/** Builds the kustomization at `path`. Throws KustomizeError, and RemoteError where something must be fetched first. */
export function build(files: FileSystem, path: string, options: BuildOptions = {}): ResourceMap {
  const loader = makeLoader(files, path, options.loadRestrictor ?? "root", options.remote);
  const loaded = loadKustomization(loader);
  const buildMetadata = loaded.content.buildMetadata ?? [];
  const state: BuildState = {
    schema: undefined,
    sawUnknownKind: false,
    parsed: options.parsed ?? new ParsedFiles(),
    stubs: options.stubs,
  };
  applyOpenApi(loaded, loader, state, true);
  const origin = buildMetadata.length > 0 ? {} : undefined;
  const { map, config, vars } = new Target(loader, loaded, state, origin).accumulate();
  hashTransform(map);
  nameReferenceTransform(config.nameReference)(map);
  resolveVars(map, [...vars.values()], config.varReference);
  dropLocal(map);
  const { sortOptions } = loaded.content;
  if (sortOptions) sortTransform(sortOptions)(map);
  else if (options.order === "legacy") {
    sortTransform({ order: "legacy", legacySortOptions: undefined })(map);
  }
  if (buildMetadata.includes("managedByLabel")) {
    const manager = `kustomize-${options.version ?? VERSION}`;
    pairsTransform(new Map([["app.kubernetes.io/managed-by", manager]]), [LABELS])(map);
  }
  finish(map, buildMetadata);
  return map;
}

function dropLocal(map: ResourceMap): void {
  const isLocal = (node: Node | undefined) => {
    const value = metaMap(node, "annotations").get(LOCAL);
    return value !== undefined && value !== "false";
  };
  for (const resource of map.list) {
    if (!resource.node || missingMeta(resource.node) === undefined) continue;
    showInternal(resource);
    requireMeta(resource.node);
  }
  const rest = map.list.filter(({ node }) => !isLocal(node));
  if (rest.length < map.list.length) map.reset(rest);
}

/** Takes out what the build has noted, and what was not asked for. All annotations become strings. */
function finish(map: ResourceMap, buildMetadata: readonly string[]): void {
  for (const resource of map.list) {
    if (resource.isStub) continue;
    const annotations = metaMap(resource.node, "annotations");
    if (annotations.size > 0) {
      for (const key of BUILD_ANNOTATIONS) annotations.delete(key);
      setMetaMap(resource.node!, "annotations", annotations);
    }
    if (!buildMetadata.includes("originAnnotations")) {
      setBuildAnnotation(resource, ORIGIN, undefined);
    }
    if (!buildMetadata.includes("transformerAnnotations")) {
      setBuildAnnotation(resource, TRANSFORMATIONS, undefined);
    }
  }
}

/** The resources as `kustomize build` prints them. */
export function toYaml(map: ResourceMap): string {
  const texts = map.list.map(({ node }) => {
    try {
      return objectYaml(node!);
    } catch (error) {
      throw withPrefix(error, goSyntax(node!));
    }
  });
  return texts.join("---\n");
}
