/** How much is fetched at once where many small pieces are read in order. */
const windowBytes = 512 << 10;

/** Reads into `into` from `position`; answers how many bytes there were. */
export type ReadAt = (position: number, into: Uint8Array<ArrayBuffer>) => Promise<number>;

/** Bytes that are read at will. */
export interface Bytes {
  readonly size: number;
  readonly read: ReadAt;
}

/** Reads of a file that is open. */
export function readerOf(file: Pick<Deno.FsFile, "seek" | "read">): ReadAt {
  return async (position, into) => {
    await file.seek(position, Deno.SeekMode.Start);
    return await file.read(into) ?? 0;
  };
}

/** All bytes in pieces of at most `window`, each valid until the next is asked for. */
export function whole({ size, read }: Bytes, window = windowBytes) {
  return windowed(read, size, window)(0, size);
}

/** Reads ranges in pieces of at most `window` bytes; neighbours cost one fetch together. */
export function windowed(
  read: ReadAt,
  size: number,
  window = windowBytes,
): (position: number, length: number) => AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(Math.min(window, Math.max(1, size)));
  let start = 0, held = 0;
  return async function* (position, length) {
    for (let at = position; at < position + length;) {
      if (at < start || at >= start + held) {
        held = 0;
        start = at;
        held = await read(at, buffer);
        if (held === 0) return;
      }
      const from = at - start;
      const piece = buffer.subarray(from, Math.min(held, from + position + length - at));
      at += piece.length;
      yield piece;
    }
  };
}

/** The pieces with memory of their own, for whoever keeps one while the next is read. */
export async function* copies(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>) {
  for await (const piece of pieces) yield piece.slice();
}
