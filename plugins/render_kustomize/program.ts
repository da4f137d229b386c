/** The engine as a command: what `sluice build kustomize` prints. It needs to read files, and nothing else. */
import { resolve } from "node:path";
import {
  build as buildFolder,
  type BuildOptions,
  diskFileSystem,
  ParsedFiles,
  RemoteError,
  toYaml,
} from "../lib/kustomize/mod.ts";

/** Characters of manifests that are kept parsed from build to build. */
const parsed = new ParsedFiles(32 << 20);

/** What is on another host is not there. */
export const nothingFetched = "it is on another host, and nothing is fetched without --remote";

/** The one folder that a command line names. */
export function folderIn([path = "", ...more]: readonly string[]): string {
  const odd = [path, ...more].find((arg) => arg.startsWith("-")) ?? more[0];
  if (odd === undefined) return path;
  throw new Error(`Cannot build: one folder is built, and "${odd}" is no option`);
}

/** What `kustomize build` prints of a folder. Throws KustomizeError, and RemoteError for what is on other hosts. */
export function render(path: string, options: BuildOptions = {}): string {
  return toYaml(buildFolder(diskFileSystem, resolve(path), { parsed, ...options }));
}

/** What a command line asks for. */
export function build(args: readonly string[]): string {
  try {
    return render(folderIn(args));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    throw new Error(`Cannot build "${error.url}": ${nothingFetched}`);
  }
}
