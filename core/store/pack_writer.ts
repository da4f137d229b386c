import {
  packEntryBytes,
  packFolderMode,
  packFooterBytes,
  packHeaderBytes,
  packMagic,
} from "../contract/pack.ts";
import type { TreeEntry } from "./tree.ts";

type Write = (bytes: Uint8Array) => Promise<void>;

export interface PackWriter {
  /** The bytes of the entry follow through `write`. */
  add(entry: TreeEntry): void;
  write(bytes: Uint8Array): Promise<void>;
  /** Writes index and footer. */
  finish(): Promise<void>;
}

const encoder = new TextEncoder();

/** Writes a pack (contract/pack.ts) as its entries come, in the order of a walk; keeps only the index in memory. */
export async function packWriter(write: Write): Promise<PackWriter> {
  const entries: { name: Uint8Array; mode: number; size: number }[] = [];
  await write(packMagic.slice());
  return {
    add({ path, type, size, executable }) {
      const mode = type === "folder" ? packFolderMode : executable ? 0o700 : 0o600;
      entries.push({ name: encoder.encode(path), mode, size });
    },
    write,
    async finish() {
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
