/** Kustomize 5.8.1 as a library: `build(files, path)` gives resources, `toYaml` what the program prints. */
export { build, type BuildOptions, toYaml } from "./build.ts";
export { KustomizeError, MalformedError, RemoteError } from "./errors.ts";
export type { RemoteContent, RemoteSource } from "./source/remote.ts";
export { diskFileSystem } from "./source/disk.ts";
export { type FileSystem, memoryFileSystem } from "./source/file_system.ts";
export { ParsedFiles } from "./target/parsed_files.ts";
export { fluxBuild, type FluxBuildOptions, fluxFinish, overlaid } from "./flux/build.ts";
export { type Given, Rebuild, type Wanted } from "./rebuild.ts";
export {
  type FluxImage,
  type FluxOverlay,
  generate,
  isLocalPath,
  mergeImages,
} from "./flux/generate.ts";
export { joinVariables, substitute, type SubstituteOptions } from "./flux/substitute.ts";
export { objectValue, objectYaml } from "./model/output.ts";
