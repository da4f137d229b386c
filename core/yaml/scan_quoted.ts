import { isBlank, isBlankEnd, isBreak, isHex } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Mark } from "./errors.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a quoted scalar and its closing quote; the cursor stands on the opening one. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark();
  const quote = cursor.code;
  cursor.skip();
  let value = "";
  while (true) {
    if (cursor.atDocumentIndicator()) {
      throw cursor.fail("found unexpected document indicator", start);
    }
    if (cursor.code === 0) throw cursor.fail("found unexpected end of stream", start);
    const chunk = scanChunk(cursor, quote, start);
    value += chunk.value;
    if (cursor.code === quote) break;
    value += scanQuotedGap(cursor, chunk.escapedBreak);
  }
  cursor.skip();
  return value;
}

/** Characters up to a blank, a break, the closing quote or an escaped break. */
function scanChunk(
  cursor: Cursor,
  quote: number,
  start: Mark,
): { value: string; escapedBreak: boolean } {
  const { text } = cursor;
  let value = "";
  let from = cursor.pos;
  const take = () => text.slice(from, cursor.pos);
  cursor.newlines = 0;
  while (true) {
    const code = text.charCodeAt(cursor.pos);
    if (isBlankEnd(code)) return { value: value + take(), escapedBreak: false };
    if (code === quote) {
      if (quote !== 39 || text.charCodeAt(cursor.pos + 1) !== 39) {
        return { value: value + take(), escapedBreak: false };
      }
      value += take() + "'";
      cursor.pos += 2;
      from = cursor.pos;
    } else if (code === 92 && quote === 34) {
      value += take();
      if (isBreak(text.charCodeAt(cursor.pos + 1))) {
        cursor.pos++;
        cursor.readBreak();
        return { value, escapedBreak: true };
      }
      value += scanEscape(cursor, start);
      from = cursor.pos;
    } else cursor.pos++;
  }
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const name = cursor.text[cursor.pos + 1]!;
  const plain = Object.hasOwn(ESCAPES, name) ? ESCAPES[name] : undefined;
  const length = Object.hasOwn(LENGTHS, name) ? LENGTHS[name]! : 0;
  if (plain === undefined && length === 0) {
    throw cursor.fail("found unknown escape character", start);
  }
  cursor.pos += 2;
  if (plain !== undefined) return plain;
  for (let k = 0; k < length; k++) {
    if (!isHex(cursor.codeAt(k))) {
      throw cursor.fail("did not find expected hexdecimal number", start);
    }
  }
  const code = parseInt(cursor.text.slice(cursor.pos, cursor.pos + length), 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw cursor.fail("found invalid Unicode character escape code", start);
  }
  cursor.pos += length;
  return String.fromCodePoint(code);
}

/** Blanks and breaks inside quotes: a single break is a space, more are one less. */
function scanQuotedGap(cursor: Cursor, escapedBreak: boolean): string {
  const from = cursor.pos;
  let leading = "";
  let trailing = "";
  let broke = escapedBreak;
  while (true) {
    const code = cursor.code;
    if (isBlank(code)) cursor.pos++;
    else if (isBreak(code)) {
      if (broke) trailing += cursor.readBreak();
      else {
        leading = cursor.readBreak();
        broke = true;
      }
    } else break;
  }
  if (!broke) return cursor.text.slice(from, cursor.pos);
  return leading === "\n" ? (trailing === "" ? " " : trailing) : leading + trailing;
}
