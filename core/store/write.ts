import { basename } from "node:path";
import type { Contents } from "schemas/plugin/contents.ts";
import { archiveEntries } from "./archive_entries.ts";
import { buildArchive, buildPack } from "./build.ts";
import { type Built, hashed } from "./digest.ts";
import type { StoredBlob } from "./driver.ts";
import { folderEntries, placeOf } from "./folder_entries.ts";
import { withoutIgnored } from "./ignore.ts";
import { checkFileSize } from "./limits.ts";
import type { Making } from "./making.ts";
import { packEntries } from "./pack_entries.ts";
import type { TreeEntry } from "./tree.ts";
import { type Bytes, readerOf, whole } from "./window.ts";

/** What was written and waits for its commit; `pack` is absent for contents that are stored as they are. */
export interface Written {
  readonly archive: Built;
  readonly pack?: Built;
}

/** Makes an archive and a pack of the contents, as drafts. `root` is what the contents' path is relative to. */
export async function writeContents(
  { kind, path, ignore = {} }: Contents,
  root: string,
  making: Making,
): Promise<Written> {
  const place = placeOf(root, path, kind === "folder" ? "folder" : "file", making.limits);
  if (kind === "file") return { archive: await copy(place, making) };
  const all = await entriesOf(kind, place, making);
  return await buildArchive(await withoutIgnored(all, ignore, making), making);
}

async function entriesOf(
  kind: "folder" | "archive" | "pack",
  place: string,
  making: Making,
): Promise<TreeEntry[]> {
  if (kind === "folder") return await folderEntries(place, making);
  if (kind === "pack") return await packEntries(place, making);
  using file = await openLocal(place);
  return await archiveEntries(file, basename(place), making);
}

async function openLocal(path: string): Promise<Bytes & Disposable> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  return { size, read: readerOf(file), [Symbol.dispose]: () => file.close() };
}

async function copy(place: string, making: Making): Promise<Built> {
  using file = await openLocal(place);
  checkFileSize(place, file.size, making.limits);
  const copied = hashed(await making.draft(), making.algorithm);
  for await (const piece of whole(file)) {
    await copied.write(piece);
    await making.breathe();
  }
  return copied.built();
}

/** Makes a pack of an artifact as it is stored: of the files of a tar.gz, or of the one file that it is. */
export async function packStored(blob: StoredBlob, name: string, making: Making): Promise<Built> {
  const entries: TreeEntry[] = /\.(tgz|tar\.gz|tar)$/.test(name)
    ? await archiveEntries(blob, name, making)
    : [{ path: name, type: "file", size: blob.size, executable: false, read: () => whole(blob) }];
  return await buildPack(entries, making);
}
