import { RE2JS, RE2JSSyntaxException } from "re2js";
import {
  CallError,
  define,
  type GoFunction,
  nilList,
  quote,
  typedList,
} from "../gotemplate/mod.ts";

/** A place where a pattern matched: offsets, and the text of each group (undefined where it took no part). */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A compiled pattern. */
interface Pattern {
  /** The groups of each name: a name may stand more than once. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** The first match at or after an offset. */
  find(text: string, from: number): Found | undefined;
}

/** What means the same to JavaScript: no classes by name, no flags inside, no backslashes that differ. */
const SAME =
  /^(?:[^\\()[\]{}*+?.^$|]|\\[.\\()[\]{}*+?^$|/dDwW-]|\((?!\?)|\(\?:|[)*+?^$|.]|\[\^?(?:[^\\[\]]|\\[.\\()[\]{}*+?^$|/dw-])+\]|\{\d{1,3}(?:,\d{0,3})?\})*$/;
/** A repeated group that holds a repetition: V8 may take exponential time. */
const NESTED = /[*+}]\)?[^()]*\)(?:[*+{])/;
const compiled = new Map<string, Pattern | string>();
const KEPT = 2_000;

function nativePattern(source: string): Pattern | undefined {
  if (!SAME.test(source) || NESTED.test(source)) return undefined;
  const dots = source.replace(/\\.|\[\^?(?:\\.|[^\]])+\]|\./g, (m) => m === "." ? "[^\\n]" : m);
  let regex: RegExp;
  try {
    regex = new RegExp(dots, "g");
  } catch {
    return undefined;
  }
  return {
    names: new Map(),
    find(text, from) {
      regex.lastIndex = from;
      const match = regex.exec(text);
      if (!match) return undefined;
      return { start: match.index, end: match.index + match[0].length, groups: match };
    },
  };
}

const NAMED_GROUP = /\(\?P?<(\w+)>/g;

/** Groups under names of their own, and the names that they had: RE2JS wants each once, Go does not. */
function distinctNames(source: string): { renamed: string; had: ReadonlyMap<string, string> } {
  const had = new Map<string, string>();
  const renamed = source.replace(NAMED_GROUP, (whole, name: string) => {
    const unique = had.has(name) ? `${name}__${had.size}` : name;
    had.set(unique, name);
    return whole.replace(name, unique);
  });
  return { renamed, had };
}

function linearPattern(source: string): Pattern {
  const { renamed, had } = distinctNames(source);
  const pattern = RE2JS.compile(renamed);
  const names = new Map<string, number[]>();
  for (const [unique, index] of Object.entries(pattern.namedGroups())) {
    const name = had.get(unique) ?? unique;
    names.set(name, [...names.get(name) ?? [], index].sort((a, b) => a - b));
  }
  return {
    names,
    find(text, from) {
      const matcher = pattern.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups = Array.from(
        { length: matcher.groupCount() + 1 },
        (_, i) => matcher.group(i) ?? undefined,
      );
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

// deno-lint-ignore no-control-regex
const SIMPLE_TEXT = /^[\x00-\x7f]*$/;

/** Compiles a pattern, or says why it is none. */
function compile(source: string): Pattern | string {
  let pattern = compiled.get(source);
  if (pattern === undefined) {
    try {
      const native = SIMPLE_TEXT.test(source) ? nativePattern(source) : undefined;
      const slow = native ? undefined : linearPattern(source);
      pattern = native ?? slow!;
    } catch (error) {
      if (!(error instanceof RE2JSSyntaxException)) throw error;
      pattern = error.message;
    }
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(source, pattern);
  }
  return pattern;
}

/** A pattern, as regexp.Compile: throws CallError with its words. */
function must(source: string): Pattern {
  const pattern = compile(source);
  if (typeof pattern === "string") throw new CallError(pattern);
  return pattern;
}

/** A pattern, as regexp.MustCompile, which panics. */
function need(source: string): Pattern {
  const pattern = compile(source);
  if (typeof pattern !== "string") return pattern;
  const shown = source.includes("`") ? quote(source) : "`" + source + "`";
  throw new CallError(`regexp: Compile(${shown}): ${pattern}`);
}

/** How far to go after an empty match: a whole character. */
const stepAt = (text: string, at: number): number => (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;

/** All matches, at most `count` where that is not negative. An empty one right after another does not count. */
function* matches(pattern: Pattern, text: string, count: number): Generator<Found> {
  let last = -1;
  let given = 0;
  for (let at = 0; at <= text.length && (count < 0 || given < count);) {
    const found = pattern.find(text, at);
    if (!found) return;
    const empty = found.start === found.end;
    if (!(empty && found.start === last)) {
      yield found;
      given++;
    }
    last = found.end;
    at = empty ? found.end + stepAt(text, found.end) : found.end;
  }
}

const GROUP = /\$(?:\$|\{(\w+)\}|(\w+))/g;

/** Go's Expand: `$1W` is the group named "1W", `$$` a dollar. */
function expand(template: string, found: Found, names: Pattern["names"]): string {
  return template.replace(GROUP, (all, braced?: string, bare?: string) => {
    if (all === "$$") return "$";
    const name = braced ?? bare!;
    const indexes = /^\d+$/.test(name) ? [Number(name)] : names.get(name) ?? [];
    const matched = indexes.find((index) => found.groups[index] !== undefined);
    return matched === undefined ? "" : found.groups[matched]!;
  });
}

function replaceAll(pattern: Pattern, text: string, by: (found: Found) => string): string {
  let out = "";
  let last = 0;
  for (const found of matches(pattern, text, -1)) {
    out += text.slice(last, found.start) + by(found);
    last = found.end;
  }
  return out + text.slice(last);
}

function findAll(pattern: Pattern, text: string, count: number): unknown[] {
  const all = [...matches(pattern, text, count)];
  if (all.length === 0) return nilList("string");
  return typedList("string", all.map(({ start, end }) => text.slice(start, end)));
}

function split(pattern: Pattern, source: string, text: string, count: number): unknown[] {
  if (count === 0) return nilList("string");
  if (source !== "" && text === "") return typedList("string", [""]);
  const parts: string[] = [];
  let [begin, end] = [0, 0];
  for (const found of matches(pattern, text, count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = found.start;
    if (found.end !== 0) parts.push(text.slice(begin, end));
    begin = found.end;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return typedList("string", parts);
}

/** A function under its name, which panics, and under must…, which returns the error. */
function both(name: string, build: (read: (source: string) => Pattern) => GoFunction) {
  const capital = "must" + name[0]!.toUpperCase() + name.slice(1);
  return [[name, build(need)], [capital, build(must)]] as [string, GoFunction][];
}

function isMatch(pattern: Pattern, text: string): boolean {
  return pattern.find(text, 0) !== undefined;
}

/** Sprig's functions of regular expressions, with RE2's syntax and results. */
export const REGEX: ReadonlyMap<string, GoFunction> = new Map([
  [
    "regexMatch",
    define(["string", "string"], (source, text) => {
      const pattern = compile(source);
      return typeof pattern !== "string" && isMatch(pattern, text);
    }),
  ],
  [
    "mustRegexMatch",
    define(["string", "string"], (source, text) => isMatch(must(source), text)),
  ],
  ...both("regexFind", (read) =>
    define(["string", "string"], (source, text) => {
      const found = read(source).find(text, 0);
      return found ? text.slice(found.start, found.end) : "";
    })),
  ...both("regexFindAll", (read) =>
    define(
      ["string", "string", "int"],
      (source, text, count) => findAll(read(source), text, count),
    )),
  ...both(
    "regexReplaceAll",
    (read) =>
      define(["string", "string", "string"], (source, text, by) => {
        const pattern = read(source);
        return replaceAll(pattern, text, (found) => expand(by, found, pattern.names));
      }),
  ),
  ...both("regexReplaceAllLiteral", (read) =>
    define(
      ["string", "string", "string"],
      (source, text, by) => replaceAll(read(source), text, () => by),
    )),
  ...both("regexSplit", (read) =>
    define(
      ["string", "string", "int"],
      (source, text, count) => split(read(source), source, text, count),
    )),
  [
    "regexQuoteMeta",
    define(["string"], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
  ],
]);

/** Why a text is no regular expression; undefined where it is one. */
export function patternProblem(source: string): string | undefined {
  const pattern = compile(source);
  return typeof pattern === "string" ? pattern : undefined;
}

/** Whether a pattern of RE2 matches somewhere in a text; undefined where it is none. */
export function matchesPattern(source: string, text: string): boolean | undefined {
  const pattern = compile(source);
  return typeof pattern === "string" ? undefined : isMatch(pattern, text);
}
