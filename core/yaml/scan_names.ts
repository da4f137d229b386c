import { isAlpha, isBlank, isBlankEnd, isBreakEnd, isDigit, isHex } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Mark } from "./errors.ts";

/** Characters besides letters and digits that a tag's URI may hold. */
const URI = new Set([...";/?:@&=+$,.!~*'()[]%"].map((c) => c.charCodeAt(0)));
/** Characters that may follow the name of an anchor or alias, besides blanks and the end. */
const AFTER_NAME = new Set([..."?:,]}%@`"].map((c) => c.charCodeAt(0)));

function takeWhile(cursor: Cursor, is: (code: number) => boolean): string {
  const from = cursor.pos;
  while (is(cursor.code)) cursor.skip();
  return cursor.text.slice(from, cursor.pos);
}

/** Reads `&name` or `*name`; gives the name. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.skip();
  const name = takeWhile(cursor, isAlpha);
  if (name === "" || !(isBlankEnd(cursor.code) || AFTER_NAME.has(cursor.code))) {
    throw cursor.fail("did not find expected alphabetic or numeric character", start);
  }
  return name;
}

/** A tag in its two parts: `!!str` is `!!` and `str`, `!<x>` is nothing and `x`. */
export interface TagName {
  handle: string;
  suffix: string;
}

/** Reads a tag. */
export function scanTag(cursor: Cursor): TagName {
  const start = cursor.mark();
  let handle = "";
  let suffix: string;
  if (cursor.codeAt(1) === 60) {
    cursor.skip();
    cursor.skip();
    suffix = scanUri(cursor, "", start);
    if (cursor.code !== 62) throw cursor.fail("did not find the expected '>'", start);
    cursor.skip();
  } else {
    handle = scanHandle(cursor, false, start);
    if (handle.length > 1 && handle.endsWith("!")) suffix = scanUri(cursor, "", start);
    else {
      suffix = scanUri(cursor, handle, start);
      handle = "!";
      if (suffix === "") [handle, suffix] = [suffix, handle];
    }
  }
  if (!isBlankEnd(cursor.code)) {
    throw cursor.fail("did not find expected whitespace or line break", start);
  }
  return { handle, suffix };
}

function scanHandle(cursor: Cursor, directive: boolean, start: Mark): string {
  if (cursor.code !== 33) throw cursor.fail("did not find expected '!'", start);
  cursor.skip();
  let handle = "!" + takeWhile(cursor, isAlpha);
  if (cursor.code === 33) {
    handle += "!";
    cursor.skip();
  } else if (directive && handle !== "!") throw cursor.fail("did not find expected '!'", start);
  return handle;
}

function scanUri(cursor: Cursor, head: string, start: Mark): string {
  let uri = head.slice(1);
  let found = head !== "";
  while (isAlpha(cursor.code) || URI.has(cursor.code)) {
    if (cursor.code === 37) uri += scanEscapes(cursor, start);
    else {
      uri += cursor.text[cursor.pos];
      cursor.skip();
    }
    found = true;
  }
  if (!found) throw cursor.fail("did not find expected tag URI", start);
  return uri;
}

/** The octets of one character, each as `%XX`. */
function scanEscapes(cursor: Cursor, start: Mark): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    if (cursor.code !== 37 || !isHex(cursor.codeAt(1)) || !isHex(cursor.codeAt(2))) {
      throw cursor.fail("did not find URI escaped octet", start);
    }
    const octet = parseInt(cursor.text.slice(cursor.pos + 1, cursor.pos + 3), 16);
    if (octets.length === 0) {
      width = octet < 0x80 ? 1 : octet < 0xc0 ? 0 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4;
      if (width === 0) throw cursor.fail("found an incorrect leading UTF-8 octet", start);
    } else if ((octet & 0xc0) !== 0x80) {
      throw cursor.fail("found an incorrect trailing UTF-8 octet", start);
    }
    octets.push(octet);
    for (let k = 0; k < 3; k++) cursor.skip();
  }
  return new TextDecoder().decode(new Uint8Array(octets));
}

/** A directive: `%YAML 1.1`, or `%TAG` with its handle and prefix. */
export interface Directive {
  readonly name: "YAML" | "TAG";
  /** The version, or the handle. */
  readonly value: string;
  readonly prefix: string;
}

/** Reads a directive to the end of its line. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  cursor.skip();
  const name = takeWhile(cursor, isAlpha);
  if (name === "") throw cursor.fail("could not find expected directive name", start);
  if (!isBlankEnd(cursor.code)) {
    throw cursor.fail("found unexpected non-alphabetical character", start);
  }
  let directive: Directive;
  if (name === "YAML") directive = { name, value: scanVersion(cursor, start), prefix: "" };
  else if (name === "TAG") directive = scanTagDirective(cursor, start);
  else throw cursor.fail("found unknown directive name", start);
  takeWhile(cursor, isBlank);
  if (cursor.code === 35) takeWhile(cursor, (code) => !isBreakEnd(code));
  if (!isBreakEnd(cursor.code)) {
    throw cursor.fail("did not find expected comment or line break", start);
  }
  cursor.readBreak();
  return directive;
}

function scanVersion(cursor: Cursor, start: Mark): string {
  takeWhile(cursor, isBlank);
  const number = () => {
    const digits = takeWhile(cursor, isDigit);
    if (digits.length > 2) throw cursor.fail("found extremely long version number", start);
    if (digits === "") throw cursor.fail("did not find expected version number", start);
    return Number(digits);
  };
  const major = number();
  if (cursor.code !== 46) throw cursor.fail("did not find expected digit or '.' character", start);
  cursor.skip();
  return `${major}.${number()}`;
}

function scanTagDirective(cursor: Cursor, start: Mark): Directive {
  takeWhile(cursor, isBlank);
  const value = scanHandle(cursor, true, start);
  if (!isBlank(cursor.code)) throw cursor.fail("did not find expected whitespace", start);
  takeWhile(cursor, isBlank);
  const prefix = scanUri(cursor, "", start);
  if (!isBlankEnd(cursor.code)) {
    throw cursor.fail("did not find expected whitespace or line break", start);
  }
  return { name: "TAG", value, prefix };
}
