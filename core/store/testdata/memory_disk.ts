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
  const needFile = (path: string) => {
    const found = need(path);
    if (found === "folder") throw new Deno.errors.IsADirectory(path);
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
    async open(path) {
      return await Promise.resolve(file(needFile(path), path));
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
        names.set(to, need(from));
        names.delete(from);
      }),
    link: (from, to) => changing(`link ${from} ${to}`, () => void names.set(to, need(from))),
    copy: (from, to) => changing(`copy ${from} ${to}`, () => void names.set(to, need(from))),
    remove: (path) =>
      changing(`remove ${path}`, () => {
        need(path);
        names.delete(path);
      }),
    syncFolder: (path) =>
      changing(`syncFolder ${path}`, () => {
        for (const name of flushedNames.keys()) {
          if (parent(name) === path) flushedNames.delete(name);
        }
        for (const [name, it] of names) if (parent(name) === path) flushedNames.set(name, it);
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

  function file(inode: Inode, path: string): DiskFile {
    return {
      write: (bytes) =>
        changing(`write ${path}`, () => {
          const all = new Uint8Array(inode.bytes.length + bytes.length);
          all.set(inode.bytes);
          all.set(bytes, inode.bytes.length);
          inode.bytes = all;
          inode.modified = ++tick;
        }),
      read(position, into) {
        const part = inode.bytes.subarray(position, position + into.length);
        into.set(part);
        return Promise.resolve(part.length);
      },
      stat: () => {
        const { number, bytes, modified } = inode;
        return Promise.resolve({ size: bytes.length, modified, inode: number });
      },
      sync: () => changing(`sync ${path}`, () => void (inode.flushed = inode.bytes)),
      close() {},
    };
  }
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
