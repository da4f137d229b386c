import { build, type BuildOptions } from "../build.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { field } from "../model/fields.ts";
import { metaMap, metaText } from "../model/ids.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { setMetaMap } from "../model/resource.ts";
import { configText } from "../target/own_transforms.ts";
import type { FileSystem } from "../source/file_system.ts";
import { joinPath } from "../source/paths.ts";
import { type FluxOverlay, generate } from "./generate.ts";
import { substituteAll, type SubstituteOptions } from "./substitute.ts";

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
  const { file, content } = generate(files, folder, options.overlay);
  const written = withFile(files, file, configText(content));
  const map = prefixed(() => "kustomize build failed", () =>
    build(written, folder, {
      order: "fifo",
      loadRestrictor: "none",
      ...(options.parsed ? { parsed: options.parsed } : {}),
      ...(options.remote ? { remote: options.remote } : {}),
    }));
  for (const { node } of map.list) {
    const missing = ["apiVersion", "kind"].find((name) => !field(node, name)?.value) ??
      (metaText(node, "name") === "" ? "metadata.name" : undefined);
    if (missing) throw new KustomizeError(`failed to build resources: ${missing} is missing`);
  }
  if (options.substitute) {
    substituteAll(
      map,
      options.variables ?? (() => new Map()),
      options.substitute,
    );
  }
  setCommonMetadata(map, options.commonMetadata ?? {});
  return map;
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
  map: ResourceMap,
  metadata: NonNullable<FluxBuildOptions["commonMetadata"]>,
): void {
  for (const { node } of map.list) {
    for (const name of ["labels", "annotations"] as const) {
      const pairs = Object.entries(metadata[name] ?? {});
      if (pairs.length === 0 || !node) continue;
      setMetaMap(node, name, new Map([...metaMap(node, name), ...pairs]));
    }
  }
}
