import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { packWriter } from "../pack/mod.ts";
import { type Built, hashed } from "./digest.ts";
import { contentsChanged } from "./errors.ts";
import type { Making } from "./making.ts";
import type { Breathe } from "../bus/mod.ts";
import { tarEnd, tarHeader, tarPadding, tarStart } from "./tar.ts";
import type { TreeEntry } from "./tree.ts";

/** What goes to gzip at once: each write to it costs a turn of the event loop. */
const gatherBytes = 64 << 10;

/** Writes the entries as a tar.gz and as a pack, in one pass over their bytes, which both follow from the entries alone. */
export async function buildArchive(
  entries: readonly TreeEntry[],
  { draft, algorithm, breathe }: Making,
): Promise<{ readonly archive: Built; readonly pack: Built }> {
  const packed = hashed(await draft(), "sha256"), zipped = hashed(await draft(), algorithm);
  const tar = Readable.from(gathered(packing(entries, packed.write, breathe)));
  await pipeline(tar, createGzip(), async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) await zipped.write(piece);
  });
  return { archive: zipped.built(), pack: packed.built() };
}

/** Writes the entries as a pack. */
export async function buildPack(
  entries: readonly TreeEntry[],
  { draft, breathe }: Making,
): Promise<Built> {
  const packed = hashed(await draft(), "sha256");
  for await (const _ of packing(entries, packed.write, breathe));
  return packed.built();
}

/** Writes the entries as a pack, and gives the pieces of a tar of them as they pass, each valid until the next is asked for. */
async function* packing(
  entries: readonly TreeEntry[],
  write: (bytes: Uint8Array) => Promise<void>,
  breathe: Breathe,
): AsyncGenerator<Uint8Array> {
  const pack = await packWriter(write);
  yield tarStart;
  for (const entry of entries) {
    if (!entry.implied) yield tarHeader(entry);
    pack.add(entry);
    let rest = entry.size;
    for await (const piece of entry.read()) {
      if ((rest -= piece.length) < 0) break;
      await pack.write(piece);
      yield piece;
      await breathe();
    }
    if (rest !== 0) throw contentsChanged(entry.path);
    yield tarPadding(entry.size);
    await breathe();
  }
  await pack.finish();
  yield tarEnd;
}

async function* gathered(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(gatherBytes), length = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + gatherBytes - length);
      held.set(part, length);
      at += part.length;
      length += part.length;
      if (length < gatherBytes) continue;
      yield held;
      held = new Uint8Array(gatherBytes);
      length = 0;
    }
  }
  yield held.subarray(0, length);
}
