import { GitError } from "./errors.ts";

/**
 * Applies a delta (gitformat-pack, "Deltified representation") to its base. Throws GitError where it copies from beyond
 * the base, makes more or less than it says, or more than `maxBytes`.
 */
export function applyDelta(
  base: Uint8Array,
  delta: Uint8Array,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const from = readSize(delta, 0);
  const to = readSize(delta, from.end);
  if (from.size !== base.length) throw broken("it is made for another base");
  if (to.size > maxBytes) throw broken(`it makes ${to.size} bytes, the most is ${maxBytes}`);
  const out = new Uint8Array(to.size);
  let at = to.end, made = 0;
  while (at < delta.length) {
    const command = delta[at++]!;
    const copy = command & 0x80 ? readCopy(delta, at, command) : undefined;
    if (!copy && command === 0) throw broken("it has a command that means nothing");
    const piece = copy
      ? base.subarray(copy.offset, copy.offset + copy.size)
      : delta.subarray(at, at + command);
    if (piece.length !== (copy ? copy.size : command) || made + piece.length > out.length) {
      throw broken("it reaches beyond its ends");
    }
    out.set(piece, made);
    made += piece.length;
    at = copy ? copy.end : at + command;
  }
  if (made !== out.length) throw broken("it makes less than it says");
  return out;
}

function readSize(delta: Uint8Array, from: number): { size: number; end: number } {
  let at = from, size = 0, scale = 1;
  for (;;) {
    const byte = delta[at++];
    if (byte === undefined || scale > 2 ** 50) throw broken("it has no size");
    size += (byte & 0x7f) * scale;
    if (!(byte & 0x80)) return { size, end: at };
    scale *= 128;
  }
}

/** Bits 0 to 3 of the command say which bytes of the offset follow, bits 4 to 6 which of the size. */
function readCopy(
  delta: Uint8Array,
  from: number,
  command: number,
): { offset: number; size: number; end: number } {
  let at = from, offset = 0, size = 0;
  for (let i = 0; i < 4; i++) if (command & (1 << i)) offset += (delta[at++] ?? 0) * 256 ** i;
  for (let i = 0; i < 3; i++) if (command & (16 << i)) size += (delta[at++] ?? 0) * 256 ** i;
  return { offset, size: size === 0 ? 0x10000 : size, end: at };
}

function broken(why: string) {
  return new GitError(`cannot apply a delta of the server's pack: ${why}`);
}
