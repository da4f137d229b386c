import type { Pack } from "contract";
import type { FileSystem } from "../lib/kustomize/mod.ts";

/** Where the root of an artifact stands: messages name paths as they do where it is unpacked. */
export const ROOT = "/tmp/kustomization";

/** The files of a pack, below `root`. It holds no links, so that nothing leads out. */
export function packFileSystem(pack: Pack, root = ""): FileSystem {
  const inside = (path: string) =>
    path === (root || "/")
      ? ""
      : path.startsWith(`${root}/`)
      ? path.slice(root.length + 1)
      : undefined;
  const stat = (path: string) => {
    const name = inside(path);
    return name === undefined || name === "" ? undefined : pack.stat(name);
  };
  /** A pack need not name its folders. */
  const isFolder = (path: string) => {
    const name = inside(path);
    if (name === undefined || name === "") return name === "";
    const found = pack.stat(name);
    return found === undefined
      ? !pack.list(name)[Symbol.iterator]().next().done
      : found.type === "folder";
  };
  return {
    read(path) {
      return stat(path)?.type === "file" ? pack.read(inside(path)!) : undefined;
    },
    list(path) {
      if (!isFolder(path)) return undefined;
      const names = [...pack.list(inside(path)!)].map((entry) =>
        entry.path.slice(entry.path.lastIndexOf("/") + 1)
      );
      return names.sort();
    },
    resolve: (path) =>
      isFolder(path) || stat(path) || `${root}/`.startsWith(path) ? path : undefined,
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
