import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { contentsChanged, refuse, storageError } from "./errors.ts";
import { entryPath } from "./limits.ts";
import type { Limits } from "./tables/limits.ts";
import type { Making } from "./making.ts";
import { arrange, folderEntry, type TreeEntry } from "./tree.ts";

const pieceBytes = 64 << 10;
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The files and folders below `root`, an absolute path without links in it. Links, devices, sockets and pipes are
 * skipped. It reads synchronously in slices: 25 times as fast as asking for 20,000 files one by one.
 * Nobody else should be able to write there meanwhile: what is swapped under the reader is refused
 * where it is seen, which a determined race may evade.
 */
export async function folderEntries(root: string, making: Making): Promise<TreeEntry[]> {
  const { limits, breathe, spend } = making;
  const entries: TreeEntry[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const full = folder === "" ? root : `${root}/${folder}`;
    const before = identity(lstat(full));
    for (const { name } of attempt(`list "${full}"`, () => [...Deno.readDirSync(full)])) {
      await breathe();
      const path = entryPath(folder === "" ? name : `${folder}/${name}`, limits);
      const info = lstat(`${full}/${name}`);
      if (!info.isFile && !info.isDirectory) continue;
      const entry = info.isFile ? fileEntry(root, path, info) : folderEntry(path);
      spend(path, entry.size);
      entries.push(entry);
      if (info.isDirectory) pending.push(path);
    }
    if (identity(lstat(full)) !== before) throw contentsChanged(folder);
  }
  return await arrange(entries, breathe);
}

function fileEntry(root: string, path: string, info: Deno.FileInfo): TreeEntry {
  const executable = ((info.mode ?? 0) & 0o111) !== 0, { size } = info;
  return { path, type: "file", size, executable, read: () => read(root, path, info) };
}

function identity({ dev, ino }: { readonly dev: number; readonly ino: number | null }): string {
  return `${dev}:${ino}`;
}

function attempt<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(doing, error);
  }
}

function lstat(path: string): Deno.FileInfo {
  return attempt(`look at "${path}"`, () => Deno.lstatSync(path));
}

/** `found` is what the file was when the folder was walked: a later one under the same name is not taken. */
async function* read(
  root: string,
  path: string,
  found: Deno.FileInfo,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = attempt(`read "${path}"`, () => openSync(`${root}/${path}`, readOnly));
  try {
    const info = fstatSync(file);
    const same = info.isFile() && identity(info) === identity(found) && info.size === found.size;
    if (!same) throw contentsChanged(path);
    const piece = new Uint8Array(Math.min(pieceBytes, Math.max(1, found.size)));
    for (let rest = found.size; rest > 0;) {
      const got = readSync(file, piece, 0, Math.min(piece.length, rest), null);
      if (got === 0) throw contentsChanged(path);
      rest -= got;
      yield piece.subarray(0, got);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The place of `path` below `root`, with all links on the way to it resolved. Throws StoreError where that is not below `root`,
 * or is not of the type that is asked for.
 */
export function placeOf(
  root: string,
  path: string,
  type: "file" | "folder",
  limits: Limits,
): string {
  const clean = entryPath(path, limits);
  try {
    const base = Deno.realPathSync(root), place = Deno.realPathSync(`${base}/${clean}`);
    const inside = place === base || place.startsWith(base === "/" ? "/" : `${base}/`);
    const info = Deno.lstatSync(place);
    if (inside && (type === "file" ? info.isFile : info.isDirectory)) return place;
  } catch (error) {
    throw error instanceof Deno.errors.NotFound
      ? refuse("ContentsMissing", `Cannot take "${path}": there is no such ${type}`, error)
      : storageError(`take "${path}"`, error);
  }
  throw refuse("ContentsInvalid", `Cannot take "${path}": it is no ${type} of the scratch folder`);
}
