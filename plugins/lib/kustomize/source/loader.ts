import { KustomizeError, RemoteError } from "../errors.ts";
import type { FileSystem } from "./file_system.ts";
import { cleanPath, dirName, isWithin, joinPath } from "./paths.ts";
import {
  isRemoteFile,
  isSurelyRepository,
  noRemote,
  parseRepository,
  type RemoteSource,
  type Repository,
} from "./remote.ts";

/** How far files may be taken from: in or below their kustomization's folder, or anywhere in the file system. */
export type Restriction = "root" | "none";

/** Loads the files of one kustomization. */
export interface Loader {
  /** The folder of the kustomization. */
  readonly root: string;
  readonly files: FileSystem;
  readonly restriction: Restriction;
  readonly referrer: Loader | undefined;
  readonly remote: RemoteSource;
  /** The repository that `files` are, where they were fetched. */
  readonly repository?: Repository;
}

/** A loader at the folder `path`, where a build begins. */
export function makeLoader(
  files: FileSystem,
  path: string,
  restriction: Restriction,
  remote: RemoteSource = noRemote,
): Loader {
  const repository = parseRepository(path);
  if (repository) {
    return repositoryLoader({ restriction, remote, referrer: undefined }, path, repository);
  }
  const root = confirmFolder(files, cleanPath("/" + path), path);
  return { root, files, restriction, referrer: undefined, remote };
}

/** A loader in a repository that was fetched. Throws RemoteError where it was not. */
function repositoryLoader(
  from: Pick<Loader, "restriction" | "remote" | "referrer">,
  written: string,
  repository: Repository,
): Loader {
  const { url, revision, folder } = repository;
  const files = from.remote.repository(url, revision);
  if (files === undefined) throw new RemoteError(written, { url, revision });
  const root = confirmFolder(files, cleanPath("/" + folder), written);
  return { ...from, root, files, repository };
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
  const repository = parseRepository(path);
  if (repository) {
    const { restriction, remote } = loader;
    for (let at: Loader | undefined = loader; at; at = at.referrer) {
      const other = at.repository;
      if (
        other?.url === repository.url && other.revision === repository.revision &&
        other.folder === repository.folder
      ) {
        throw new KustomizeError(
          `cycle detected: URI '${path}' referenced by previous URI '${path}'`,
        );
      }
    }
    return repositoryLoader({ restriction, remote, referrer: loader }, path, repository);
  }
  if (path.startsWith("/")) throw new KustomizeError(`new root '${path}' cannot be absolute`);
  const { files, restriction, remote } = loader;
  const root = confirmFolder(files, joinPath(loader.root, path), path);
  for (let at: Loader | undefined = loader; at; at = at.referrer) {
    if (at.files === files && isWithin(at.root, root)) {
      throw new KustomizeError(
        `cycle detected: candidate root '${root}' contains visited root '${at.root}'`,
      );
    }
  }
  const inside = loader.repository ? { repository: loader.repository } : {};
  return { root, files, restriction, referrer: loader, remote, ...inside };
}

/** The content of a file. Throws KustomizeError, and RemoteError where it is somewhere else. */
export function loadBytes(loader: Loader, path: string): Uint8Array {
  if (isRemoteFile(path)) return remoteFile(loader, path);
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

function remoteFile({ remote }: Loader, url: string): Uint8Array {
  const isRepository = parseRepository(url) !== undefined;
  const found = isRepository && isSurelyRepository(url) ? "missing" : remote.file(url);
  if (found === undefined) throw new RemoteError(url, { url });
  if (found !== "missing") return found;
  throw new KustomizeError(isRepository ? "URL is a git repository" : `HTTP Error: ${url}`);
}

/** The text of a file; octets that are no UTF-8 are replaced. */
export function loadText(loader: Loader, path: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(loadBytes(loader, path));
}
