import type { Disk, DiskFile } from "./disk.ts";
import type { Draft, Driver, StoredBlob } from "./driver.ts";
import { storageError } from "./errors.ts";
import { readerOf } from "./window.ts";

const draftPrefix = ".draft-";
/** Small writes are gathered into pieces of this many bytes. */
const gatherBytes = 256 << 10;
/** Most blobs need no more. */
const firstBytes = 8 << 10;

/**
 * Blobs as files below `root`. A draft is written beside its place, flushed, renamed, and the folder is
 * flushed: after a crash there is the old blob or the new one. Files are 0600, folders 0700.
 */
export function directoryDriver(root: string, disk: Disk = Deno): Driver {
  const full = (path: string) => path === "" ? root : `${root}/${path}`;
  return {
    open: () =>
      attempt(`open the store "${root}"`, async () => {
        await disk.mkdir(root, { recursive: true, mode: 0o700 });
        for await (const path of walk(disk, root, "")) {
          if (nameOf(path).startsWith(draftPrefix)) await disk.remove(full(path));
        }
      }),
    create: (folder) =>
      attempt(`write into "${folder}"`, async () => {
        await makeDurableFolder(disk, root, folder);
        const name = `${full(folder)}/${draftPrefix}${crypto.randomUUID()}`;
        const options = { write: true, read: true, createNew: true, mode: 0o600 };
        return draft(disk, await disk.open(name, options), { folder, name, full });
      }),
    read: (path) => attempt(`read "${path}"`, () => absent(openBlob(disk, full(path)))),
    async *list(folder) {
      for await (const path of walk(disk, full(folder), folder)) {
        if (!nameOf(path).startsWith(draftPrefix)) yield path;
      }
    },
    remove: (path) =>
      attempt(`remove "${path}"`, async () => {
        await absent(disk.remove(full(path)));
        // A folder that is in use again stays, and those above it: others may be about to use them.
        const folder = folderOf(path);
        if (folder !== "") await disk.remove(full(folder)).catch(() => {});
      }),
    link: (path, target) =>
      attempt(`link "${path}"`, () =>
        disk.link(full(path), target).catch(async (error) => {
          if (!isOtherDevice(error)) throw error;
          await disk.copyFile(full(path), target).catch(async (error) => {
            await disk.remove(target).catch(() => {});
            throw error;
          });
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
  const entries = await absent(Array.fromAsync(disk.readDir(full)));
  for (const { name, isDirectory } of entries ?? []) {
    const below = path === "" ? name : `${path}/${name}`;
    if (isDirectory) yield* walk(disk, `${full}/${name}`, below);
    else yield below;
  }
}

/** Makes the folder, and flushes the names of those that were missing into their parents. */
async function makeDurableFolder(disk: Disk, root: string, folder: string): Promise<void> {
  if (await absent(disk.lstat(`${root}/${folder}`)) !== undefined) return;
  await disk.mkdir(`${root}/${folder}`, { recursive: true, mode: 0o700 });
  for (let path = folder; path !== ""; path = folderOf(path)) {
    const parent = folderOf(path);
    await syncFolder(disk, parent === "" ? root : `${root}/${parent}`);
  }
}

/** Waits until the folder's names are on the medium. */
async function syncFolder(disk: Disk, path: string): Promise<void> {
  const folder = await disk.open(path);
  await folder.sync().finally(() => folder.close());
}

interface Place {
  readonly folder: string;
  /** Of the temporary file. */
  readonly name: string;
  readonly full: (path: string) => string;
}

function draft(disk: Disk, file: DiskFile, { folder, name, full }: Place): Draft {
  let gathered = new Uint8Array(firstBytes);
  let held = 0, open = true, renamed = false;
  const flush = async () => {
    const piece = gathered.subarray(0, held);
    held = 0;
    await writeAll(file, piece);
  };
  const close = () => {
    if (open) file.close();
    open = false;
  };
  return {
    write: (bytes) =>
      attempt(`write into "${folder}"`, async () => {
        if (held + bytes.length > gatherBytes) await flush();
        if (bytes.length > gatherBytes) return await writeAll(file, bytes);
        if (held + bytes.length > gathered.length) {
          const larger = new Uint8Array(gatherBytes);
          larger.set(gathered.subarray(0, held));
          gathered = larger;
        }
        gathered.set(bytes, held);
        held += bytes.length;
      }),
    read: (position, into) =>
      attempt(`read a draft in "${folder}"`, async () => {
        await flush();
        return await readerOf(file)(position, into);
      }),
    commit: (path) =>
      attempt(`write "${path}"`, async () => {
        await flush();
        await file.sync();
        const version = versionOf(await file.stat());
        close();
        await disk.rename(name, full(path));
        renamed = true;
        await syncFolder(disk, full(folder));
        return version;
      }),
    async abort() {
      close();
      // What cannot be removed now is removed at the next start.
      if (!renamed) await disk.remove(name).catch(() => {});
    },
  };
}

async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}

/** The file as a blob; a link, or anything but a file, is as good as missing. */
async function openBlob(disk: Disk, path: string): Promise<StoredBlob> {
  const before = await disk.lstat(path);
  if (!before.isFile) throw new Deno.errors.NotFound(`"${path}" is no file`);
  const file = await disk.open(path);
  const stat = await file.stat(), read = readerOf(file);
  let open = true;
  const blob: StoredBlob = {
    size: stat.size,
    version: versionOf(stat),
    read: (position, into) => attempt("read an artifact", () => read(position, into)),
    [Symbol.asyncDispose]() {
      if (open) file.close();
      open = false;
      return Promise.resolve();
    },
  };
  if (stat.ino === before.ino) return blob;
  await blob[Symbol.asyncDispose]();
  throw new Deno.errors.NotFound(`"${path}" changed while it was opened`);
}

function versionOf({ size, mtime, ino }: Pick<Deno.FileInfo, "size" | "mtime" | "ino">): string {
  return `${ino}:${size}:${mtime?.getTime()}`;
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
