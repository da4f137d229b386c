import { build, type BuildOptions } from "../build.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { field } from "../model/fields.ts";
import { metaText } from "../model/ids.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { configText } from "../target/own_transforms.ts";
import type { FileSystem } from "../source/file_system.ts";
import { joinPath } from "../source/paths.ts";
import { type FluxOverlay, generate } from "./generate.ts";
import { substituteAll, type SubstituteOptions } from "./substitute.ts";

/** What Flux does around a build. */
export interface FluxBuildOptions extends Pick<BuildOptions, "parsed"> {
  readonly overlay: FluxOverlay;
  /** Asked for once an object needs them; what it throws is that object's failure. */
  readonly variables?: () => ReadonlyMap<string, string>;
  readonly substitute?: SubstituteOptions;
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
    }));
  for (const { node } of map.list) {
    const missing = ["apiVersion", "kind"].find((name) => !field(node, name)?.value) ??
      (metaText(node, "name") === "" ? "metadata.name" : undefined);
    if (missing) throw new KustomizeError(`failed to build resources: ${missing} is missing`);
  }
  const { substitute, variables = () => new Map<string, string>() } = options;
  if (substitute) substituteAll(map, variables, substitute);
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
