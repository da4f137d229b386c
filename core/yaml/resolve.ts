import type { Dialect } from "./errors.ts";
import { YamlError } from "./errors.ts";
import { parseFloat64, parseInt64, parseUint64 } from "./go_numbers.ts";
import { timestamp } from "./timestamps.ts";
import { shortTag } from "./node.ts";

/** What a scalar's text stands for: a bigint is an integer (int64 or uint64), a number is a float64. */
export type Scalar = null | boolean | string | bigint | number;

/** A scalar with the tag that it has. A timestamp's value is its time in RFC 3339. */
export interface Resolved {
  readonly tag: string;
  readonly value: Scalar;
}

const words = (value: Scalar, tag: string, ...texts: string[]): [string, Resolved][] =>
  texts.map((text) => [text, { tag, value }]);

const WORDS_V3 = new Map<string, Resolved>([
  ...words(true, "!!bool", "true", "True", "TRUE"),
  ...words(false, "!!bool", "false", "False", "FALSE"),
  ...words(null, "!!null", "", "~", "null", "Null", "NULL"),
  ...words(NaN, "!!float", ".nan", ".NaN", ".NAN"),
  ...words(Infinity, "!!float", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"),
  ...words(-Infinity, "!!float", "-.inf", "-.Inf", "-.INF"),
  ...words("<<", "!!merge", "<<"),
]);
const WORDS_V2 = new Map<string, Resolved>([
  ...WORDS_V3,
  ...words(true, "!!bool", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"),
  ...words(false, "!!bool", "n", "N", "no", "No", "NO", "off", "Off", "OFF"),
]);

const NONE = 0;
const WORD = 1;
const NUMBER = 2;
const POINT = 3;
/** What the first character of a text makes possible. `<` is missing on purpose: go-yaml knows `<<` elsewhere. */
const hints = new Uint8Array(128);
for (const c of "yYnNtTfFoO~") hints[c.charCodeAt(0)] = WORD;
for (const c of "+-0123456789") hints[c.charCodeAt(0)] = NUMBER;
hints[".".charCodeAt(0)] = POINT;
const LONGEST_WORD = 5;
/** Longer text is no number: float64 ends well before, and regular expressions need a stack. */
export const MAX_NUMBER = 1000;

const string = (value: string): Resolved => ({ tag: "!!str", value });

/** The value and tag of plain text. */
export function resolvePlain(dialect: Dialect, text: string): Resolved {
  const code = text.length === 0 ? 0 : text.charCodeAt(0);
  const hint = text.length === 0 ? WORD : code < 128 ? hints[code]! : NONE;
  if (hint === NONE) return string(text);
  if (text.length <= LONGEST_WORD) {
    const word = (dialect === "v2" ? WORDS_V2 : WORDS_V3).get(text);
    if (word !== undefined) return word;
  }
  if (hint === WORD || text.length > MAX_NUMBER) return string(text);
  if (hint === POINT) {
    const value = parseFloat64(text);
    return value === undefined ? string(text) : { tag: "!!float", value };
  }
  const time = timestamp(text);
  if (time !== undefined) return { tag: "!!timestamp", value: time };
  return resolveNumber(dialect, text) ?? string(text);
}

function resolveNumber(dialect: Dialect, text: string): Resolved | undefined {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = parseInt64(plain, 0) ?? parseUint64(plain, 0);
  if (integer !== undefined) return { tag: "!!int", value: integer };
  const value = parseFloat64(plain);
  if (value !== undefined) return { tag: "!!float", value };
  for (const [prefix, base] of [["0b", 2], ["0o", 8]] as const) {
    if (base === 8 && dialect === "v2") break;
    let found: bigint | undefined;
    if (plain.startsWith(prefix)) {
      found = parseInt64(plain.slice(2), base) ?? parseUint64(plain.slice(2), base);
    } else if (plain.startsWith("-" + prefix)) found = parseInt64("-" + plain.slice(3), base);
    if (found !== undefined) return { tag: "!!int", value: found };
  }
  return undefined;
}

/** The tag of plain text, without its value where that can be saved. */
export function plainTag(dialect: Dialect, text: string): string {
  const code = text.charCodeAt(0);
  if (code < 128 && hints[code] === NONE) return text === "<<" ? "!!merge" : "!!str";
  if (text.length < 16 && /^[1-9][0-9]*$/.test(text)) return "!!int";
  return resolvePlain(dialect, text).tag;
}

const RESOLVABLE = new Set(["", "!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp"]);

/** The value of text with a tag (empty: none). Throws YamlError where the text does not fit the tag. */
export function resolve(dialect: Dialect, tag: string, text: string): Resolved {
  const wanted = shortTag(tag);
  if (!RESOLVABLE.has(wanted)) return { tag: wanted, value: text };
  if (wanted === "!!str") return string(text);
  const found = resolvePlain(dialect, text);
  const untimed = found.tag === "!!timestamp" && wanted !== "" && wanted !== "!!timestamp";
  const got = untimed ? resolveNumber(dialect, text) ?? string(text) : found;
  if (wanted === "" || got.tag === wanted) return got;
  if (wanted === "!!float" && typeof got.value === "bigint") {
    return { tag: wanted, value: Number(got.value) };
  }
  throw new YamlError(`cannot decode ${got.tag} \`${text}\` as a ${wanted}`);
}
