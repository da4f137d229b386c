import type { Pack } from "contract";
import type { FileSystem } from "../lib/kustomize/mod.ts";

/** The files of an artifact, with its root at `/`. A pack holds no links, so that nothing leads out of it. */
export function packFileSystem(pack: Pack): FileSystem {
  const inside = (path: string) => path.replace(/^\/+/, "");
  const isFolder = (path: string) =>
    inside(path) === "" || pack.stat(inside(path))?.type === "folder";
  return {
    read(path) {
      return pack.stat(inside(path))?.type === "file" ? pack.read(inside(path)) : undefined;
    },
    list(path) {
      if (!isFolder(path)) return undefined;
      const names = [...pack.list(inside(path))].map((entry) =>
        entry.path.slice(entry.path.lastIndexOf("/") + 1)
      );
      return names.sort();
    },
    resolve: (path) => isFolder(path) || pack.stat(inside(path)) ? path : undefined,
  };
}

/** Files over others: those that were fetched for a build. */
export function withFiles(files: FileSystem, more: ReadonlyMap<string, Uint8Array>): FileSystem {
  return {
    read: (path) => more.get(path) ?? files.read(path),
    list: (path) => files.list(path),
    resolve: (path) => more.has(path) ? path : files.resolve(path),
  };
}
