import { type Disk, type DiskFile, realDisk } from "./disk.ts";
import type { Draft, Driver, StoredBlob } from "./driver.ts";
import { storageError } from "./errors.ts";

const draftPrefix = ".draft-";
/** Small writes are gathered into pieces of this many bytes. */
const gatherBytes = 256 << 10;

/**
 * Blobs as files below `root`. A draft is written beside its place, flushed, renamed, and the folder is
 * flushed: after a crash there is the old blob or the new one. Files are 0600, folders 0700.
 */
export function directoryDriver(root: string, disk: Disk = realDisk): Driver {
  const full = (path: string) => path === "" ? root : `${root}/${path}`;
  return {
    open: () =>
      attempt(`open the store "${root}"`, async () => {
        await disk.makeFolder(root);
        for await (const path of walk(disk, root, "")) {
          if (nameOf(path).startsWith(draftPrefix)) await disk.remove(full(path));
        }
      }),
    create: (folder) =>
      attempt(`write into "${folder}"`, async () => {
        await makeDurableFolder(disk, root, folder);
        const name = `${full(folder)}/${draftPrefix}${crypto.randomUUID()}`;
        return draft(disk, await disk.create(name), { folder, name, full });
      }),
    read: (path) =>
      attempt(`read "${path}"`, async () => {
        const file = await absent(disk.open(full(path)));
        return file && await blob(file);
      }),
    async *list(folder) {
      for await (const path of walk(disk, full(folder), folder)) {
        if (!nameOf(path).startsWith(draftPrefix)) yield path;
      }
    },
    remove: (path) =>
      attempt(`remove "${path}"`, async () => {
        await absent(disk.remove(full(path)));
        await removeEmpty(disk, root, folderOf(path));
      }),
    link: (path, target) =>
      attempt(`link "${path}"`, () =>
        disk.link(full(path), target).catch((error) => {
          if (!isOtherDevice(error)) throw error;
          return disk.copy(full(path), target);
        })),
  };
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(doing, error);
  }
}

/** The answer, or undefined where the file is missing. */
async function absent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
}

async function* walk(disk: Disk, full: string, path: string): AsyncGenerator<string> {
  for (const { name, isFolder } of await absent(disk.list(full)) ?? []) {
    const below = path === "" ? name : `${path}/${name}`;
    if (isFolder) yield* walk(disk, `${full}/${name}`, below);
    else yield below;
  }
}

/** Makes the folder, and flushes the names of those that were missing into their parents. */
async function makeDurableFolder(disk: Disk, root: string, folder: string): Promise<void> {
  if (await absent(disk.list(`${root}/${folder}`)) !== undefined) return;
  await disk.makeFolder(`${root}/${folder}`);
  for (let path = folder; path !== ""; path = folderOf(path)) {
    const parent = folderOf(path);
    await disk.syncFolder(parent === "" ? root : `${root}/${parent}`);
  }
}

/** Best effort: a folder that is in use again stays. Those above it stay too: others may be about to use them. */
async function removeEmpty(disk: Disk, root: string, folder: string): Promise<void> {
  if (folder === "") return;
  try {
    const left = await disk.list(`${root}/${folder}`);
    if (left.length === 0) await disk.remove(`${root}/${folder}`);
  } catch {
    // It is gone, or cannot be removed: an empty folder harms nobody.
  }
}

interface Place {
  readonly folder: string;
  /** Of the temporary file. */
  readonly name: string;
  readonly full: (path: string) => string;
}

function draft(disk: Disk, file: DiskFile, { folder, name, full }: Place): Draft {
  const gathered = new Uint8Array(gatherBytes);
  let held = 0, open = true, renamed = false;
  const flush = async () => {
    const piece = gathered.subarray(0, held);
    held = 0;
    if (piece.length > 0) await file.write(piece);
  };
  const close = () => {
    if (open) file.close();
    open = false;
  };
  return {
    write: (bytes) =>
      attempt(`write into "${folder}"`, async () => {
        if (held + bytes.length > gatherBytes) await flush();
        if (bytes.length > gatherBytes) return await file.write(bytes);
        gathered.set(bytes, held);
        held += bytes.length;
      }),
    read: (position, into) =>
      attempt(`read a draft in "${folder}"`, async () => {
        await flush();
        return await file.read(position, into);
      }),
    commit: (path) =>
      attempt(`write "${path}"`, async () => {
        await flush();
        await file.sync();
        const version = versionOf(await file.stat());
        close();
        await disk.rename(name, full(path));
        renamed = true;
        await disk.syncFolder(full(folder));
        return version;
      }),
    async abort() {
      close();
      // What cannot be removed now is removed at the next start.
      if (!renamed) await disk.remove(name).catch(() => {});
    },
  };
}

async function blob(file: DiskFile): Promise<StoredBlob> {
  const stat = await file.stat();
  let open = true;
  return {
    size: stat.size,
    version: versionOf(stat),
    read: (position, into) => attempt("read an artifact", () => file.read(position, into)),
    [Symbol.asyncDispose]() {
      if (open) file.close();
      open = false;
      return Promise.resolve();
    },
  };
}

function versionOf(stat: { size: number; modified: number; inode: number }): string {
  return `${stat.inode}:${stat.size}:${stat.modified}`;
}

function isOtherDevice(error: unknown): boolean {
  return error instanceof Error &&
    (("code" in error && error.code === "EXDEV") || /os error 18\)/.test(error.message));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
