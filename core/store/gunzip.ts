import { createGunzip } from "node:zlib";
import { refuse, StoreError } from "./errors.ts";
import { type Limits, tooLarge } from "./limits.ts";

/**
 * The uncompressed bytes of a gzip of one or many members. It gives 16 KiB at a time and stops within
 * one piece of a limit (DecompressionStream may give a whole bomb in one). Throws StoreError for a
 * bomb, a truncated or a broken archive; `name` is for the message.
 */
export async function* gunzip(
  compressed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { name, limits }: { readonly name: string; readonly limits: Limits },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const inflate = createGunzip();
  let taken = 0, given = 0;
  const feeding = (async () => {
    for await (const piece of compressed) {
      taken += piece.length;
      // The piece's memory may be used again once the next is asked for.
      if (!inflate.write(piece.slice())) await once(inflate);
      if (inflate.destroyed) return;
    }
    inflate.end();
  })().catch((error) => inflate.destroy(error));
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
  } catch (error) {
    throw error instanceof StoreError ? error : refuse(
      "ArchiveInvalid",
      `Cannot unpack "${name}": ${error instanceof Error ? error.message : error}`,
      error,
    );
  } finally {
    inflate.destroy();
    await feeding;
  }
}

/** A tar has a header for each entry besides the files' own bytes. */
function headroom(limits: Limits): number {
  return limits.totalBytes + limits.entries * 2048 + (1 << 20);
}

function once(stream: ReturnType<typeof createGunzip>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}
