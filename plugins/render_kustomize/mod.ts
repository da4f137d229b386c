/** Objects out of the kustomization below `spec.path`, as Flux builds it: overlay, build, variables, metadata. */
import { createHash } from "node:crypto";
import { type Cx, type KubeObject, plugin, type Renderer, terminal, transient } from "contract";
import { valueToJS } from "contract/yaml";
import {
  type FileSystem,
  fluxBuild,
  objectValue,
  ParsedFiles,
  RemoteError,
  toYaml,
} from "../lib/kustomize/mod.ts";
import { packFileSystem } from "./files.ts";
import type { KustomizationSpec } from "./spec.ts";
import { variableNeeds, variablesOf } from "./variables.ts";

/** Characters of manifests that are kept parsed between builds. */
const REMEMBERED = 16 << 20;
const parsed = new ParsedFiles(REMEMBERED);

const renderer: Renderer<KustomizationSpec> = {
  render({ object, spec, answers }, cx: Cx) {
    const needs = variableNeeds(spec, object, answers);
    if (needs.length > 0) return { needs };
    const files = packFileSystem(cx.files("source"));
    const folder = folderOf(files, spec.path);
    return build(files, folder, spec, variablesOf(spec, answers), object);
  },
};

/** Throws a failure where the artifact has no such folder; `..` does not lead out of it. */
function folderOf(files: FileSystem, path = ""): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const folder = `/${parts.join("/")}`;
  if (files.list(folder) !== undefined) return folder;
  const at = `/tmp${folder}`;
  if (files.read(folder) !== undefined) {
    throw transient("BuildFailed", `open ${at}: not a directory remove ${at}: not a directory`);
  }
  throw transient(
    "ArtifactFailed",
    `kustomization path not found: stat ${at}: no such file or directory`,
  );
}

function build(
  files: FileSystem,
  folder: string,
  spec: KustomizationSpec,
  variables: ReadonlyMap<string, string>,
  owner: KubeObject,
): { objects: KubeObject[]; digest: string } {
  const { name, namespace = "" } = owner.metadata;
  const owned = {
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  try {
    const map = fluxBuild(files, folder, {
      overlay: spec,
      variables,
      substitute: { strict: true, always: spec.postBuild?.substituteStrategy === "Always" },
      parsed,
    });
    const digest = `sha256:${createHash("sha256").update(toYaml(map)).digest("hex")}`;
    const { labels, annotations } = spec.commonMetadata ?? {};
    const marks = { labels: { ...owned, ...labels }, annotations: { ...annotations } };
    const objects = map.list.map(({ node }) => valueToJS(objectValue(node!)) as KubeObject);
    return { objects: objects.map((object) => marked(object, marks)), digest };
  } catch (error) {
    if (error instanceof RemoteError) {
      throw terminal(
        "BuildFailed",
        `Cannot build "${folder}": ${error.url} is on another host, and remote bases are off`,
      );
    }
    throw transient("BuildFailed", error instanceof Error ? error.message : String(error));
  }
}

/** The object with these over its own labels and annotations. */
function marked(
  object: KubeObject,
  { labels, annotations }: Readonly<Record<"labels" | "annotations", Record<string, string>>>,
): KubeObject {
  const { metadata } = object;
  const noted = { ...metadata.annotations, ...annotations };
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labels },
      ...(Object.keys(noted).length > 0 && { annotations: noted }),
    },
  };
}

export default plugin("renderer", () => renderer as Renderer);
