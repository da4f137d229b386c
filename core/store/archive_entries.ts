import { createTarDecoder, type TarHeader } from "modern-tar";
import { refuse, StoreError } from "./errors.ts";
import { gunzip } from "./gunzip.ts";
import { entryPath, tooLarge } from "./limits.ts";
import type { Limits } from "./tables/limits.ts";
import type { Making } from "./making.ts";
import { otherFormats } from "./tables/formats.ts";
import { arrange, folderEntry, type TreeEntry } from "./tree.ts";
import { type Bytes, copies, whole, windowed } from "./window.ts";

const pieceBytes = 64 << 10;

/**
 * The files and folders of a tar or tar.gz, whose bytes are spooled into a draft first, as they come in
 * any order; `name` is for messages. Links to a place inside are skipped. Throws StoreError for names that leave the root, links to outside,
 * hard links, devices, pipes, sparse files, duplicates, bombs, and what is over a limit or broken.
 */
export async function archiveEntries(
  archive: Bytes,
  name: string,
  making: Making,
): Promise<TreeEntry[]> {
  try {
    const tar = await uncompressed(archive, name, making.limits);
    return await arrange(await spooled(tar, name, making), making.breathe);
  } catch (error) {
    throw error instanceof StoreError || isAbort(error) ? error : refuse(
      "ArchiveInvalid",
      `Cannot unpack "${name}": ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}

async function uncompressed(
  archive: Bytes,
  name: string,
  limits: Limits,
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>>> {
  const head = new Uint8Array(4);
  const got = await archive.read(0, head);
  const bytes = whole(archive, pieceBytes);
  if (got >= 2 && head[0] === 0x1f && head[1] === 0x8b) return gunzip(bytes, { name, limits });
  const other = otherFormats.find(([magic]) => magic.every((byte, i) => head[i] === byte));
  if (other === undefined) return copies(bytes); // the decoder keeps pieces until they are used
  throw refuse(
    "ArchiveUnsupported",
    `Cannot unpack "${name}": it is ${other[1]}, and only tar and tar.gz are taken`,
  );
}

async function spooled(
  tar: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  name: string,
  making: Making,
): Promise<TreeEntry[]> {
  const { limits, breathe } = making, spool = await making.draft();
  const entries: TreeEntry[] = [];
  const ranges = windowed(spool.read, limits.totalBytes);
  let position = 0;
  const decoded = ReadableStream.from(tar).pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header, body } of decoded) {
    await breathe();
    const from = position, { size } = header;
    const entry = accept(header, () => ranges(from, size), making);
    if (entry !== undefined) entries.push(entry);
    if (size === 0) continue;
    for await (const piece of body) {
      await spool.write(piece);
      if ((position += piece.length) > limits.totalBytes) throw tooLarge(name, limits.totalBytes);
      await breathe();
    }
  }
  return entries;
}

/** What becomes of an entry: it is taken, skipped (undefined), or refused with StoreError. */
function accept(
  { name, type = "file", size, mode = 0, linkname = "", pax }: TarHeader,
  read: TreeEntry["read"],
  { spend, limits }: Making,
): TreeEntry | undefined {
  const path = entryPath(name, limits);
  spend(path, size);
  if (type === "directory") return path === "" ? undefined : folderEntry(path);
  if (type === "symlink") return void checkTarget(path, linkname);
  if (type !== "file") {
    throw refuse(
      "ArchiveEntryUnsupported",
      `Cannot take "${path}": it is a ${type.replace("-", " ")}`,
    );
  }
  if (pax !== undefined && Object.keys(pax).some((key) => key.startsWith("GNU.sparse."))) {
    throw refuse("ArchiveEntryUnsupported", `Cannot take "${path}": it is a sparse file`);
  }
  if (path === "") throw refuse("ArchiveNameInvalid", `Cannot take "${name}": a file has no name`);
  return { path, type: "file", size, executable: (mode & 0o111) !== 0, read };
}

/** Links are never made; one that leaves the root says that the archive is hostile or broken. */
function checkTarget(path: string, target: string): void {
  let depth = path.split("/").length - 1;
  const leaves = target.split("/").some((segment) => {
    if (segment === "..") depth--;
    else if (segment !== "" && segment !== ".") depth++;
    return depth < 0;
  });
  if (!leaves && !target.startsWith("/") && !target.includes("\0")) return;
  throw refuse(
    "ArchiveLinkOutside",
    `Cannot take "${path}": it is a link to "${target}", outside of the archive`,
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
