import { encodeJson } from "contract/yaml";
import { build, type BuildOptions } from "../build.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { field } from "../model/fields.ts";
import { metaMap, metaText } from "../model/ids.ts";
import { objectValue } from "../model/output.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { type Resource, setMetaMap } from "../model/resource.ts";
import type { Given } from "../rebuild.ts";
import { ParsedFiles } from "../target/parsed_files.ts";
import type { Stubs } from "../target/stubs.ts";
import { configText } from "../target/own_transforms.ts";
import type { FileSystem } from "../source/file_system.ts";
import { joinPath } from "../source/paths.ts";
import { type FluxOverlay, generate } from "./generate.ts";
import { type SubstituteOptions, substituteResource } from "./substitute.ts";

/** What Flux does around a build. */
export interface FluxBuildOptions extends Pick<BuildOptions, "parsed" | "remote"> {
  readonly overlay: FluxOverlay;
  /** Asked for once an object needs them; what it throws says for which object. */
  readonly variables?: () => ReadonlyMap<string, string>;
  readonly substitute?: SubstituteOptions;
  readonly commonMetadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Builds a folder of an artifact as kustomize-controller does. Throws KustomizeError, RemoteError. */
export function fluxBuild(
  files: FileSystem,
  folder: string,
  options: FluxBuildOptions,
): ResourceMap {
  const map = overlaid({ files, preview: files }, folder, options);
  const finish = fluxFinish(options);
  for (const resource of map.list) finish(resource);
  map.touch();
  return map;
}

/** The kustomization of a folder with the overlay on it, built. Throws KustomizeError, RemoteError. */
export function overlaid(
  { files, preview, stubs }: Pick<Given, "files" | "preview"> & { readonly stubs?: Stubs },
  folder: string,
  { overlay, parsed = new ParsedFiles(), remote }: FluxBuildOptions,
): ResourceMap {
  const { file, content } = generate(preview, folder, overlay, (path, text) => {
    if (stubs?.known(path) === undefined) parsed.inline(text);
  });
  const written = withFile(files, file, configText(content));
  const map = prefixed(() => "kustomize build failed", () =>
    build(written, folder, {
      order: "fifo",
      loadRestrictor: "none",
      version: "(devel)",
      parsed,
      ...(remote ? { remote } : {}),
      ...(stubs ? { stubs } : {}),
    }));
  for (const { node } of map.list) {
    const missing = ["apiVersion", "kind"].find((name) => !field(node, name)?.value) ??
      (metaText(node, "name") === "" ? "metadata.name" : undefined);
    if (!missing) continue;
    const what = node ? encodeJson(objectValue(node)) : "{}";
    throw new KustomizeError(
      `failed to decode Kubernetes apiVersion, kind and name from: ${what}`,
    );
  }
  return map;
}

/** What becomes of each resource: variables are put in, common metadata is set. Throws KustomizeError. */
export function fluxFinish(
  { substitute, variables = () => new Map(), commonMetadata = {} }: FluxBuildOptions,
): (resource: Resource) => void {
  let known: ReadonlyMap<string, string> | undefined;
  const once = () => known ??= variables();
  return (resource) => {
    if (substitute && resource.node) substituteResource(resource, once, substitute);
    setCommonMetadata(resource, commonMetadata);
  };
}

/** The files with one of them changed. */
function withFile(files: FileSystem, path: string, text: string): FileSystem {
  const bytes = new TextEncoder().encode(text);
  const inFolder = path.slice(0, path.lastIndexOf("/")) || "/";
  const name = path.slice(path.lastIndexOf("/") + 1);
  return {
    read: (one) => one === path ? bytes : files.read(one),
    list: (one) => {
      const names = files.list(one);
      return names && joinPath(one) === inFolder ? [...new Set([...names, name])].sort() : names;
    },
    resolve: (one) => one === path ? path : files.resolve(one),
  };
}

function setCommonMetadata(
  { node }: Resource,
  metadata: NonNullable<FluxBuildOptions["commonMetadata"]>,
): void {
  for (const name of ["labels", "annotations"] as const) {
    const pairs = Object.entries(metadata[name] ?? {});
    if (pairs.length === 0 || !node) continue;
    setMetaMap(node, name, new Map([...metaMap(node, name), ...pairs]));
  }
}
