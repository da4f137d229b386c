import { blockTextAt } from "./plain_block_text.ts";
import { flowAt } from "./plain_flow.ts";
import { DASH, HASH, NEWLINE, PlainLines, SPACE } from "./plain_lines.ts";
import { endsLine, type Found, plainAt, plainValue, quotedAt } from "./plain_scalars.ts";
import { checkCharacters } from "./reader.ts";

/** A value as it is after JSON, but for integers where they are kept. */
export type PlainValue = null | boolean | string | bigint | number | PlainValue[] | PlainMap;
/** A mapping with keys that are texts. */
export type PlainMap = Map<string, PlainValue>;

const KEY = /[\w./$][\w./$-]{0,100}(?: [\w./$-]{1,100}){0,5}(?=:(?:[ \n]|$))/y;
/** Line breaks besides the usual one, and marks of the order of bytes. */
const ODD_BREAKS = ["\r", "\x85", "\u2028", "\u2029", "\ufeff"];
const TAB_BEFORE_ALL = /^ *\t/m;
/** Keys that may be no texts are this short. */
const LONGEST_WORD = 5;
const DEEPEST = 100;

/**
 * What the one document of a text stands for in yaml.v2, read without tokens and nodes: that of most values and manifests. Undefined where
 * it has anything else than block collections, scalars of a line, block scalars and simple flow collections: no
 * anchors, tags, texts over several lines, odd keys; and where it is wrong. Integers are float64 unless they are kept.
 */
export function readPlain(text: string, keepIntegers = false): PlainValue | undefined {
  if (ODD_BREAKS.some((odd) => text.includes(odd))) return undefined;
  if (text.includes("\t") && TAB_BEFORE_ALL.test(text)) return undefined;
  checkCharacters(text);
  return new PlainReader(text, keepIntegers).whole();
}

class PlainReader {
  readonly #text: string;
  readonly #lines: PlainLines;
  readonly #keepIntegers: boolean;
  #depth = 0;

  constructor(text: string, keepIntegers: boolean) {
    this.#text = text;
    this.#lines = new PlainLines(text);
    this.#keepIntegers = keepIntegers;
  }

  whole(): PlainValue | undefined {
    const lines = this.#lines;
    const marker = lines.at + "---".length;
    if (
      this.#text.startsWith("---", lines.at) && lines.indent === 0 && endsLine(this.#text, marker)
    ) {
      lines.pass(marker);
    }
    if (lines.indent < 0) return undefined;
    const value = this.#isBlock(lines.at)
      ? this.#block(lines.at, lines.indent)
      : this.#isFlow(lines.at)
      ? this.#ended(flowAt(this.#text, lines.at, this.#scalar))
      : undefined;
    return lines.indent < 0 ? value : undefined;
  }

  #isFlow(at: number): boolean {
    return this.#text[at] === "[" || this.#text[at] === "{";
  }

  #isBlock(at: number): boolean {
    return this.#isDash(at) || this.#key(at) !== undefined;
  }

  /** A collection whose first entry begins there. */
  #block(at: number, column: number): PlainValue | undefined {
    if (this.#depth >= DEEPEST) return undefined;
    this.#depth++;
    const value = this.#isDash(at) ? this.#sequence(at, column) : this.#mapping(at, column);
    this.#depth--;
    return value;
  }

  #isDash(at: number): boolean {
    if (this.#text.charCodeAt(at) !== DASH) return false;
    const next = this.#text.charCodeAt(at + 1);
    return next === SPACE || next === NEWLINE || Number.isNaN(next);
  }

  #key(at: number): Found<string> | undefined {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39) {
      const found = quotedAt(text, at);
      return found && /^:(?:[ \n]|$)/.test(text.slice(found.end, found.end + 2)) &&
          found.end - at < 200 && !text.slice(at, found.end).includes("\n")
        ? found
        : undefined;
    }
    KEY.lastIndex = at;
    if (!KEY.test(text)) return undefined;
    const end = KEY.lastIndex;
    const value = text.slice(at, end);
    const isLetter = code > 64;
    const isText = (isLetter && value.length > LONGEST_WORD) ||
      typeof plainValue(value) === "string";
    return isText ? { value, end } : undefined;
  }

  #mapping(from: number, column: number): PlainMap | undefined {
    const lines = this.#lines;
    const map: PlainMap = new Map();
    for (let at = from;; at = lines.at) {
      const key = this.#key(at);
      if (!key) return undefined;
      const value = this.#value(key.end + 1, column, true);
      if (value === undefined) return undefined;
      map.set(key.value, value);
      if (lines.indent < column) return map;
      if (lines.indent > column) return undefined;
    }
  }

  /** Entries behind dashes; it ends where a line of that column has none. */
  #sequence(from: number, column: number): PlainValue[] | undefined {
    const lines = this.#lines;
    const list: PlainValue[] = [];
    for (let at = from;; at = lines.at) {
      if (!this.#isDash(at)) return list;
      const value = this.#entry(at + 1, column);
      if (value === undefined) return undefined;
      list.push(value);
      if (lines.indent < column) return list;
      if (lines.indent > column) return undefined;
    }
  }

  /** What stands behind a dash: perhaps a collection that begins on its line. */
  #entry(from: number, column: number): PlainValue | undefined {
    const at = this.#pastSpaces(from);
    const inner = column + 1 + at - from;
    return this.#isBlock(at) ? this.#block(at, inner) : this.#value(from, column, false);
  }

  #pastSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** What stands behind a colon or a dash in a block of that column. */
  #value(from: number, column: number, inMapping: boolean): PlainValue | undefined {
    const at = this.#pastSpaces(from);
    const code = this.#text.charCodeAt(at);
    if (code === NEWLINE || (code === HASH && at > from) || Number.isNaN(code)) {
      return this.#below(at, column, inMapping);
    }
    return this.#scalarAt(at, column);
  }

  #scalarAt(at: number, column: number): PlainValue | undefined {
    const found = this.#inline(at, this.#text.charCodeAt(at), column);
    if (found === undefined) return undefined;
    // What goes on further in would belong to the scalar.
    return this.#lines.indent > column ? undefined : found;
  }

  /** A collection on the lines below, or null. */
  #below(at: number, column: number, inMapping: boolean): PlainValue | undefined {
    const lines = this.#lines;
    lines.pass(at);
    if (lines.indent > column) {
      return this.#isBlock(lines.at)
        ? this.#block(lines.at, lines.indent)
        : this.#scalarAt(lines.at, column);
    }
    if (inMapping && lines.indent === column && this.#isDash(lines.at)) {
      return this.#block(lines.at, column);
    }
    return null;
  }

  #inline(at: number, code: number, column: number): PlainValue | undefined {
    const text = this.#text;
    const first = text[at]!;
    if (first === "|" || first === ">") {
      const found = blockTextAt(text, at, column);
      if (!found) return undefined;
      this.#lines.begin(found.end);
      return found.value;
    }
    if (code === 34 || code === 39) return this.#ended(quotedAt(text, at));
    if (this.#isFlow(at)) return this.#ended(flowAt(text, at, this.#scalar));
    const plain = plainAt(text, at, column);
    if (plain === undefined) return undefined;
    this.#lines.pass(plain.end);
    return this.#scalar(plainValue(plain.value));
  }

  /** A value that its line ends behind. */
  #ended(found: Found<PlainValue> | undefined): PlainValue | undefined {
    if (!found || !endsLine(this.#text, found.end)) return undefined;
    this.#lines.pass(found.end);
    return found.value;
  }

  readonly #scalar = (value: PlainValue): PlainValue | undefined => {
    if (typeof value === "bigint" && !this.#keepIntegers) return Number(value);
    return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
  };
}
