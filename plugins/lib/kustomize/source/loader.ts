import { KustomizeError, RemoteError } from "../errors.ts";
import type { FileSystem } from "./file_system.ts";
import { cleanPath, dirName, isWithin, joinPath } from "./paths.ts";
import { isRemoteFile, isRepository } from "./remote.ts";

/** How far files may be taken from: in or below their kustomization's folder, or anywhere in the file system. */
export type Restriction = "root" | "none";

/** Loads the files of one kustomization. */
export interface Loader {
  /** The folder of the kustomization. */
  readonly root: string;
  readonly files: FileSystem;
  readonly restriction: Restriction;
  readonly referrer: Loader | undefined;
}

/** A loader at the folder `path`, where a build begins. */
export function makeLoader(files: FileSystem, path: string, restriction: Restriction): Loader {
  if (isRepository(path)) throw new RemoteError(path);
  const root = confirmFolder(files, cleanPath("/" + path), path);
  return { root, files, restriction, referrer: undefined };
}

function confirmFolder(files: FileSystem, path: string, written: string): string {
  if (written === "") {
    throw new KustomizeError("must build at directory: directory path cannot be empty");
  }
  const found = files.resolve(path);
  if (found === undefined) {
    throw new KustomizeError(
      `must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${
        missingPart(files, path)
      }: no such file or directory`,
    );
  }
  if (files.list(found) === undefined) {
    throw new KustomizeError(
      `must build at directory: '${path}': file is not directory`,
    );
  }
  return found;
}

/** The first part of a path that does not exist. */
function missingPart(files: FileSystem, path: string): string {
  const parts = path.split("/").slice(1);
  for (let i = 1; i <= parts.length; i++) {
    const part = "/" + parts.slice(0, i).join("/");
    if (files.resolve(part) === undefined) return part;
  }
  return path;
}

/** A loader for the kustomization at `path`, which the one of `loader` names. */
export function childLoader(loader: Loader, path: string): Loader {
  if (path === "") throw new KustomizeError("new root cannot be empty");
  if (isRepository(path)) throw new RemoteError(path);
  if (path.startsWith("/")) throw new KustomizeError(`new root '${path}' cannot be absolute`);
  const { files, restriction } = loader;
  const root = confirmFolder(files, joinPath(loader.root, path), path);
  for (let at: Loader | undefined = loader; at; at = at.referrer) {
    if (isWithin(at.root, root)) {
      throw new KustomizeError(
        `cycle detected: candidate root '${root}' contains visited root '${at.root}'`,
      );
    }
  }
  return { root, files, restriction, referrer: loader };
}

/** The content of a file. Throws KustomizeError, and RemoteError where it is somewhere else. */
export function loadBytes(loader: Loader, path: string): Uint8Array {
  if (isRemoteFile(path)) throw new RemoteError(path);
  const full = path.startsWith("/") ? cleanPath(path) : joinPath(loader.root, path);
  const found = loader.files.resolve(full);
  if (loader.restriction === "root") {
    if (found === undefined) {
      throw new KustomizeError(
        `evalsymlink failure on '${full}' : lstat ${
          missingPart(loader.files, full)
        }: no such file or directory`,
      );
    }
    if (loader.files.list(found)) throw new KustomizeError(`'${full}' must resolve to a file`);
    if (!isWithin(dirName(found), loader.root)) {
      throw new KustomizeError(`security; file '${full}' is not in or below '${loader.root}'`);
    }
  }
  const content = found === undefined ? undefined : loader.files.read(found);
  if (content !== undefined) return content;
  const reason = found === undefined ? "no such file or directory" : "is a directory";
  throw new KustomizeError(`${found === undefined ? "open" : "read"} ${full}: ${reason}`);
}

/** The text of a file; octets that are no UTF-8 are replaced. */
export function loadText(loader: Loader, path: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(loadBytes(loader, path));
}
