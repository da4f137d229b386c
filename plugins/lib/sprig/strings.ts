import {
  byteLength,
  byteSlice,
  CallError,
  define,
  defineRunning,
  type GoFunction,
  quote,
  show,
  textOf,
  typedList,
  TypedMap,
  visit,
} from "../gotemplate/mod.ts";
import {
  initials,
  joinWords,
  lowerCase,
  pascalCase,
  swapCase,
  title,
  untitle,
  upperCase,
} from "./casing.ts";

const isNil = (value: unknown) => value === null || value === undefined;
const GO_SPACE =
  "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES_AROUND = new RegExp(`^[${GO_SPACE}]+|[${GO_SPACE}]+$`, "g");

/** strings.TrimSpace. */
export const trimSpace = (text: string): string => text.replace(SPACES_AROUND, "");

function trimAll(cut: string, text: string): string {
  const set = new Set(cut);
  const points = [...text];
  let [start, end] = [0, points.length];
  while (start < end && set.has(points[start]!)) start++;
  while (end > start && set.has(points[end - 1]!)) end--;
  return points.slice(start, end).join("");
}

/** strings.Split and SplitN: an empty separator gives the characters; `count` below 0 is no limit. */
export function splitText(text: string, separator: string, count = -1): string[] {
  if (count === 0) return [];
  const parts = separator === "" ? [...text] : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function numbered(parts: readonly string[]): TypedMap {
  const entries = parts.map((part, i) => [`_${i}`, part] as const);
  return new TypedMap("map[string]string", "string", entries);
}

function outOfRange(bounds: string): CallError {
  return new CallError(`runtime error: slice bounds out of range ${bounds}`);
}

function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  const [from, to] = start < 0 ? [0, end] : [start, end < 0 || end > length ? length : end];
  if (to < 0 || to > length) {
    throw outOfRange(to < 0 ? `[:${to}]` : `[:${to}] with length ${length}`);
  }
  if (from > to) throw outOfRange(`[${from}:${to}]`);
  return byteSlice(text, from, to);
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0) return length + count > 0 ? byteSlice(text, length + count) : text;
  return length > count ? byteSlice(text, 0, count) : text;
}

function abbreviate(text: string, left: number, width: number): string {
  const length = byteLength(text);
  if (text === "" || width < 4) return "";
  if (length <= width) return text;
  let offset = Math.min(left, length);
  if (length - offset < width - 3) offset = length - (width - 3);
  if (offset <= 4) return byteSlice(text, 0, width - 3) + "...";
  if (width < 7) return "";
  if (offset + width - 3 < length) {
    return "..." + abbreviate(byteSlice(text, offset), 0, width - 3);
  }
  return "..." + byteSlice(text, length - (width - 3));
}

function abbrevboth(left: number, right: number, text: string): string {
  return right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right);
}

/** Breaks lines at spaces; words that are longer than a line are cut where `cutLong` says so. */
function wrap(text: string, width: number, separator: string, cutLong: boolean): string {
  const length = Math.max(width, 1);
  let out = "";
  let offset = 0;
  while (text.length - offset > length) {
    if (text[offset] === " ") {
      offset++;
      continue;
    }
    const space = text.lastIndexOf(" ", offset + length);
    let end = space >= offset ? space : offset + length;
    let next = space >= offset ? end + 1 : end;
    if (space < offset && !cutLong) {
      end = text.indexOf(" ", offset + length);
      if (end < 0) break;
      next = end + 1;
    }
    out += text.slice(offset, end) + (separator === "" ? "\n" : separator);
    offset = next;
  }
  return out + text.slice(offset);
}

function shuffled(text: string): string {
  visit(text.length);
  const points = [...text];
  for (let i = points.length - 1; i > 0; i--) {
    const j = randomBelow(i + 1);
    [points[i], points[j]] = [points[j]!, points[i]!];
  }
  return points.join("");
}

/** A whole number from 0, up to below `limit`, which is at most 2 ** 53: each as likely as any other. */
export function randomBelow(limit: number): number {
  const most = 2 ** 53 - 2 ** 53 % limit;
  for (;;) {
    const [high, low] = crypto.getRandomValues(new Uint32Array(2));
    const value = (high! >>> 11) * 2 ** 32 + low!;
    if (value < most) return value % limit;
  }
}

function indent(spaces: number, text: string): string {
  if (spaces < 0) throw new CallError("strings: negative Repeat count");
  const pad = " ".repeat(spaces);
  return pad + (text.includes("\n") ? text.replaceAll("\n", "\n" + pad) : text);
}

function replace(old: string, by: string, text: string): string {
  if (old !== "") return text.split(old).join(by);
  return by + [...text].map((c) => c + by).join("");
}

function cat(...values: unknown[]): string {
  const given = values.filter((value) => !isNil(value)).map(show);
  return given.map((text, i) => i < given.length - 1 ? text + " " : text).join("");
}

const trimming = define(["string", "string"], trimAll);

/** Sprig's functions of texts. */
export const STRINGS: ReadonlyMap<string, GoFunction> = new Map([
  ["hello", define([], () => "Hello!")],
  ["abbrev", define(["int", "string"], (width, s) => width < 4 ? s : abbreviate(s, 0, width))],
  ["abbrevboth", define(["int", "int", "string"], abbrevboth)],
  ["trunc", define(["int", "string"], truncate)],
  ["trim", define(["string"], trimSpace)],
  ["upper", define(["string"], (text) => upperCase(text))],
  ["lower", define(["string"], (text) => lowerCase(text))],
  ["title", define(["string"], title)],
  ["untitle", define(["string"], untitle)],
  ["substr", define(["int", "int", "string"], substring)],
  [
    "repeat",
    defineRunning(["int", "string"], (run, count, text) => {
      if (count < 0) throw new CallError("strings: negative Repeat count");
      run.checkSize(count * text.length);
      return text.repeat(count);
    }),
  ],
  ["trimall", trimming],
  ["trimAll", trimming],
  [
    "trimSuffix",
    define(
      ["string", "string"],
      (end, text) => text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
    ),
  ],
  [
    "trimPrefix",
    define(
      ["string", "string"],
      (start, text) => text.startsWith(start) ? text.slice(start.length) : text,
    ),
  ],
  ["nospace", define(["string"], (text) => text.replace(/\s/gu, ""))],
  ["initials", define(["string"], initials)],
  ["swapcase", define(["string"], swapCase)],
  ["shuffle", define(["string"], shuffled)],
  ["snakecase", define(["string"], (text) => joinWords(text, "_"))],
  ["camelcase", define(["string"], pascalCase)],
  ["kebabcase", define(["string"], (text) => joinWords(text, "-"))],
  ["wrap", define(["int", "string"], (width, text) => wrap(text, width, "", false))],
  [
    "wrapWith",
    define(["int", "string", "string"], (width, by, text) => wrap(text, width, by, true)),
  ],
  ["contains", define(["string", "string"], (part, text) => text.includes(part))],
  ["hasPrefix", define(["string", "string"], (start, text) => text.startsWith(start))],
  ["hasSuffix", define(["string", "string"], (end, text) => text.endsWith(end))],
  [
    "quote",
    define(
      ["...any"],
      (...values) =>
        values.filter((value) => !isNil(value)).map((value) => quote(textOf(value))).join(" "),
    ),
  ],
  [
    "squote",
    define(
      ["...any"],
      (...values) =>
        values.filter((value) => !isNil(value)).map((value) => `'${show(value)}'`).join(" "),
    ),
  ],
  [
    "cat",
    define(["...any"], (...values) => trimSpace(cat(...values)) === "" ? "" : cat(...values)),
  ],
  ["indent", define(["int", "string"], indent)],
  ["nindent", define(["int", "string"], (spaces, text) => "\n" + indent(spaces, text))],
  ["replace", define(["string", "string", "string"], replace)],
  ["plural", define(["string", "string", "int"], (one, many, n) => n === 1 ? one : many)],
  ["toString", define(["any"], textOf)],
  ["split", define(["string", "string"], (by, text) => numbered(splitText(text, by)))],
  [
    "splitn",
    define(["string", "int", "string"], (by, count, text) => numbered(splitText(text, by, count))),
  ],
  [
    "splitList",
    define(["string", "string"], (by, text) => typedList("string", splitText(text, by))),
  ],
]);
