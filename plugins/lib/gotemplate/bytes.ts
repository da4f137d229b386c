import { unquoteParts } from "./quote.ts";

/**
 * Go's strings are bytes; ours are UTF-16. A byte that is no part of valid UTF-8 stands as one lone surrogate, U+DC00 plus
 * the byte, so that every text of Go's has exactly one of ours and lengths and hashes come out right.
 */
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Whether the text has one byte a character. */
export const isAscii = (text: string): boolean => ASCII.test(text);

/** The bytes of a text. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  if (!LONE.test(text)) return ENCODER.encode(text);
  const out: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0xdc80 && point <= 0xdcff) out.push(point - 0xdc00);
    else out.push(...ENCODER.encode(character));
  }
  return Uint8Array.from(out);
}

/** Length of the valid sequence that begins at `i`, 0 where there is none. */
function sequence(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead > 0xf4 || i + length > bytes.length) return 0;
  for (let k = 1; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
  const second = bytes[i + 1]!;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high ? length : 0;
}

/** The text of bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    let out = "";
    for (let i = 0; i < bytes.length;) {
      const length = sequence(bytes, i);
      out += length === 0
        ? String.fromCharCode(0xdc00 + bytes[i]!)
        : DECODER.decode(bytes.subarray(i, i + length));
      i += length || 1;
    }
    return out;
  }
}

/** How many bytes a text has. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length;
}

/** The bytes from `start` to `end` as a text. */
export function byteSlice(text: string, start: number, end?: number): string {
  return isAscii(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

/** A literal that says itself. */
const PLAIN_LITERAL = /^(?:"[^"\\\n]*"|`[^`\r]*`)$/;

/** A quoted Go literal as a text; undefined where it is malformed. */
export function unquote(literal: string): string | undefined {
  if (PLAIN_LITERAL.test(literal)) return literal.slice(1, -1);
  const parts = unquoteParts(literal);
  if (parts === undefined) return undefined;
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  const bytes = parts.flatMap((part) => typeof part === "number" ? [part] : [...toBytes(part)]);
  return fromBytes(Uint8Array.from(bytes));
}
