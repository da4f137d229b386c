import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { refuse } from "./errors.ts";
import { tooLarge } from "./limits.ts";
import type { Limits } from "./tables/limits.ts";

/**
 * The uncompressed bytes of a gzip of one or many members. It gives 16 KiB at a time and stops within
 * one piece of a limit (DecompressionStream may give a whole bomb in one). Throws StoreError for a
 * bomb, and zlib's error for a truncated or a broken archive; `name` is for the message.
 */
export async function* gunzip(
  compressed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { name, limits }: { readonly name: string; readonly limits: Limits },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let taken = 0, given = 0;
  async function* counted() {
    for await (const piece of compressed) {
      taken += piece.length;
      // The piece's memory may be used again once the next is asked for.
      yield piece.slice();
    }
  }
  const inflate = createGunzip();
  // What fails on the way in comes out again below.
  const feeding = pipeline(Readable.from(counted()), inflate).catch(() => {});
  try {
    for await (const piece of inflate) {
      given += piece.length;
      if (given > headroom(limits)) throw tooLarge(name, limits.totalBytes);
      if (given > limits.ratioFrom && given > taken * limits.ratio) {
        throw refuse(
          "ArchiveBomb",
          `Cannot unpack "${name}": it unpacks to over ${limits.ratio} times its size`,
        );
      }
      yield piece;
    }
  } finally {
    inflate.destroy();
    await feeding;
  }
}

/** A tar has a header for each entry besides the files' own bytes. */
function headroom(limits: Limits): number {
  return limits.totalBytes + limits.entries * 2048 + (1 << 20);
}
