import { Buffer } from "node:buffer";
import {
  compareNames,
  packEntryBytes,
  PackError,
  packFolderMode,
  packFooterBytes,
  packHeaderBytes,
  packMagic,
} from "./pack.ts";

type Write = (bytes: Uint8Array) => Promise<void>;

/** What is written of an entry before its bytes. */
export interface PackedEntry {
  readonly path: string;
  readonly type: "file" | "folder";
  readonly size: number;
  readonly executable: boolean;
}

const encoder = new TextEncoder();

/** Writes a pack (pack.ts) as its entries come, in the order of a walk; keeps only the index in memory. */
export async function packWriter(write: Write) {
  const entries: { name: Uint8Array; mode: number; size: number }[] = [];
  await write(packMagic.slice());
  return {
    /** The bytes of the entry follow through `write`. */
    add({ path, type, size, executable }: PackedEntry): void {
      const mode = type === "folder" ? packFolderMode : executable ? 0o700 : 0o600;
      entries.push({ name: encoder.encode(path), mode, size });
    },
    write,
    /** Writes index and footer. */
    async finish(): Promise<void> {
      const names = entries.reduce((sum, { name }) => sum + name.length, 0);
      const bytes = new Uint8Array(entries.length * packEntryBytes + names + packFooterBytes);
      const end = writeIndex(new DataView(bytes.buffer), bytes, entries);
      const footer = new DataView(bytes.buffer, bytes.length - packFooterBytes);
      footer.setBigUint64(0, BigInt(end), true);
      footer.setUint32(8, entries.length, true);
      footer.setUint32(12, names, true);
      bytes.set(packMagic, bytes.length - packMagic.length);
      await write(bytes);
    },
  };
}

/** Answers where the files' bytes end. */
function writeIndex(
  view: DataView,
  bytes: Uint8Array,
  entries: readonly { name: Uint8Array; mode: number; size: number }[],
): number {
  const names = entries.length * packEntryBytes;
  let nameOffset = 0, offset = packHeaderBytes;
  entries.forEach(({ name, mode, size }, i) => {
    const at = i * packEntryBytes;
    view.setUint32(at, nameOffset, true);
    view.setUint16(at + 4, name.length, true);
    view.setUint16(at + 6, mode, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, BigInt(size), true);
    bytes.set(name, names + nameOffset);
    nameOffset += name.length;
    offset += size;
  });
  return offset;
}

/**
 * Writes a pack of files that are in memory, for a source that reads many at once. Folders need not be named; the order does not
 * matter. Throws PackError where a path stands twice.
 */
export async function writePack(path: string, files: readonly PackedFile[]): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const held: Uint8Array[] = [];
  let size = 0;
  const flush = async () => {
    const all = Buffer.concat(held.splice(0));
    size = 0;
    for (let sent = 0; sent < all.length;) sent += await file.write(all.subarray(sent));
  };
  const writer = await packWriter(async (bytes) => {
    held.push(bytes);
    if ((size += bytes.length) >= flushBytes) await flush();
  });
  for (const { path, bytes, executable } of inOrder(files)) {
    const type = bytes === undefined ? "folder" : "file";
    writer.add({ path, type, size: bytes?.length ?? 0, executable });
    if (bytes !== undefined) await writer.write(bytes);
  }
  await writer.finish();
  await flush();
}

export interface PackedFile {
  readonly path: string;
  /** Undefined for a folder, which need be named only where it is empty. */
  readonly bytes: Uint8Array | undefined;
  readonly executable: boolean;
}

const flushBytes = 1 << 20;

function inOrder(files: readonly PackedFile[]): readonly PackedFile[] {
  const sorted = files.map((file) => ({ file, key: encoder.encode(file.path) }))
    .sort((a, b) => compareNames(a.key, b.key));
  sorted.forEach(({ file, key }, i) => {
    if (i > 0 && compareNames(sorted[i - 1]!.key, key) === 0) {
      throw new PackError(`Cannot write "${file.path}": it stands there twice`);
    }
  });
  return sorted.map(({ file }) => file);
}
