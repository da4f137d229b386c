/**
 * A file system in memory that can fail at any operation, or lose power there: then it keeps what was flushed,
 * and of the rest what a real one may keep.
 */
import type { Disk, DiskFile } from "../disk.ts";

interface Inode {
  readonly number: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** What a flush made safe. */
  flushed: Uint8Array<ArrayBuffer>;
  modified: number;
}

type Names = Map<string, Inode | "folder">;

/** What outlives a power failure, of names and of bytes: all of it, or only what was flushed. */
export interface Survival {
  readonly names: "all" | "flushed";
  readonly bytes: "all" | "flushed";
}

export const survivals: readonly Survival[] = [
  { names: "all", bytes: "all" },
  { names: "all", bytes: "flushed" },
  { names: "flushed", bytes: "all" },
  { names: "flushed", bytes: "flushed" },
];

export interface MemoryDisk extends Disk {
  create(path: string): Promise<DiskFile>;
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  /** Changing operations so far, by name. */
  readonly log: readonly string[];
  /** Called before each changing operation with its number; what it throws is what the operation fails with. */
  fault: ((operation: number) => void) | undefined;
  /** The disk that is found after the power came back. */
  afterPowerFailure(survival: Survival): MemoryDisk;
}

/** Makes a disk, empty but for what `names` holds. */
export function memoryDisk(names: Names = new Map(), inodes = 0): MemoryDisk {
  const flushedNames: Names = new Map(names);
  const log: string[] = [];
  let tick = inodes;
  const changing = <T>(what: string, work: () => T): Promise<T> => {
    log.push(what);
    try {
      disk.fault?.(log.length);
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const need = (path: string) => {
    const found = names.get(path);
    if (found === undefined) throw new Deno.errors.NotFound(path);
    return found;
  };
  const disk: MemoryDisk = {
    log,
    fault: undefined,
    create: (path) =>
      changing(`create ${path}`, () => {
        if (names.has(path)) throw new Deno.errors.AlreadyExists(path);
        if (names.get(parent(path)) !== "folder") throw new Deno.errors.NotFound(path);
        const empty = new Uint8Array();
        const inode = { number: ++tick, bytes: empty, flushed: empty, modified: tick };
        names.set(path, inode);
        return file(inode, path);
      }),
    async open(path, { createNew = false } = {}) {
      if (createNew) return await disk.create(path);
      const found = await Promise.resolve(need(path));
      return found === "folder" ? folder(path) : file(found, path);
    },
    lstat: async (path) => infoOf(await Promise.resolve(need(String(path)))),
    mkdir: (path) => disk.makeFolder(String(path)),
    async *readDir(path) {
      for (const { name, isFolder } of await disk.list(String(path))) {
        yield { name, isDirectory: isFolder, isFile: !isFolder, isSymlink: false };
      }
    },
    makeFolder: (path) =>
      changing(`makeFolder ${path}`, () => {
        for (let at = path; at !== ""; at = parent(at)) names.set(at, "folder");
      }),
    async list(path) {
      if (await Promise.resolve(need(path)) !== "folder") throw new Deno.errors.NotADirectory(path);
      return [...names].filter(([name]) => parent(name) === path && name !== path)
        .map(([name, it]) => ({ name: name.slice(path.length + 1), isFolder: it === "folder" }));
    },
    rename: (from, to) =>
      changing(`rename ${from} ${to}`, () => {
        names.set(String(to), need(String(from)));
        names.delete(String(from));
      }),
    link: (from, to) => changing(`link ${from} ${to}`, () => void names.set(to, need(from))),
    copyFile: (from, to) =>
      changing(`copy ${from} ${to}`, () => void names.set(String(to), need(String(from)))),
    remove: (path) =>
      changing(`remove ${path}`, () => {
        const inside = [...names.keys()].some((name) => parent(name) === path);
        if (need(String(path)) === "folder" && inside) throw new Error("not empty");
        names.delete(String(path));
      }),
    afterPowerFailure(survival) {
      const kept: Names = new Map();
      for (const [name, it] of survival.names === "all" ? names : flushedNames) {
        if (it === "folder") kept.set(name, it);
        else {
          const bytes = (survival.bytes === "all" ? it.bytes : it.flushed).slice();
          kept.set(name, { ...it, bytes, flushed: bytes });
        }
      }
      return memoryDisk(kept, tick);
    },
  };
  return disk;

  function folder(path: string): DiskFile {
    const sync = () =>
      changing(`syncFolder ${path}`, () => {
        for (const name of flushedNames.keys()) {
          if (parent(name) === path) flushedNames.delete(name);
        }
        for (const [name, it] of names) if (parent(name) === path) flushedNames.set(name, it);
      });
    return { ...file({ number: 0, bytes: none, flushed: none, modified: 0 }, path), sync };
  }

  function file(inode: Inode, path: string): DiskFile {
    let position = 0;
    return {
      write: (bytes) =>
        changing(`write ${path}`, () => {
          const all = new Uint8Array(inode.bytes.length + bytes.length);
          all.set(inode.bytes);
          all.set(bytes, inode.bytes.length);
          inode.bytes = all;
          inode.modified = ++tick;
          return bytes.length;
        }),
      seek: (offset) => Promise.resolve(position = Number(offset)),
      read(into) {
        const part = inode.bytes.subarray(position, position + into.length);
        into.set(part);
        position += part.length;
        return Promise.resolve(part.length === 0 ? null : part.length);
      },
      stat: () => Promise.resolve(infoOf(inode)),
      sync: () => changing(`sync ${path}`, () => void (inode.flushed = inode.bytes)),
      close() {},
    };
  }
}

const none = new Uint8Array();

function infoOf(it: Inode | "folder"): Deno.FileInfo {
  const { number, bytes, modified } = it === "folder"
    ? { number: 0, bytes: none, modified: 0 }
    : it;
  const mtime = new Date(modified);
  return { isFile: it !== "folder", size: bytes.length, mtime, ino: number } as Deno.FileInfo;
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
