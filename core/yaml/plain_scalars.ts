import { type Resolved, resolvePlain } from "./resolve.ts";

/** Text between quotes; escapes that JSON has, too. */
const DOUBLE = /"(?:[^"\\]|\\[\\"nrtbf])*"/y;
const SINGLE = /'(?:[^']|'')*'/y;
const MARKER = /\n(?:---|\.\.\.)/;
/** Behind a value: the end of its line, perhaps after a comment. */
const REST = /(?: +#[^\n]*| *)(?:\n|$)/y;
/** What begins no plain scalar, or one that is seldom enough. */
const NO_START = /[-?:,[\]{}#&*!|>'"%@`\t]/y;

/** A value, and where it ends; undefined where a closer look is needed. */
export interface Found<T> {
  readonly value: T;
  readonly end: number;
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Whether nothing more is said on the line from there. */
export const endsLine = (text: string, at: number): boolean => matchAt(REST, text, at) >= 0;

/** A quoted scalar. */
export function quotedAt(text: string, at: number): Found<string> | undefined {
  const isDouble = text.charCodeAt(at) === 34;
  const end = matchAt(isDouble ? DOUBLE : SINGLE, text, at);
  if (end < 0) return undefined;
  let value = text.slice(at + 1, end - 1);
  if (value.includes("\n")) {
    if (MARKER.test(value)) return undefined;
    value = folded(value);
  }
  if (isDouble) return { value: value.includes("\\") ? unescaped(value) : value, end };
  return { value: value.includes("'") ? value.replaceAll("''", "'") : value, end };
}

/** Lines between quotes: a break is a space, more breaks are one less; blanks around them go. */
const folded = (value: string): string =>
  value.replace(
    /[ \t]*\n[ \t\n]*/g,
    (gap) => gap.indexOf("\n") === gap.lastIndexOf("\n") ? " " : gap.replace(/[^\n]/g, "").slice(1),
  );

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, name: string) => ESCAPED[name] ?? name);

/** A plain scalar in a block of that column; it ends on a line, and lines that are further in belong to it. */
export function plainAt(text: string, at: number, column: number): Found<string> | undefined {
  NO_START.lastIndex = at;
  if (NO_START.test(text) && !isDashed(text, at)) return undefined;
  let value = "";
  for (let from = at;;) {
    const newline = text.indexOf("\n", from);
    const line = newline < 0 ? text.slice(from) : text.slice(from, newline);
    const comment = line.indexOf(" #");
    const said = trimmed(comment < 0 ? line : line.slice(0, comment));
    if (said === undefined) return undefined;
    value = value === "" ? said : value + said;
    if (newline < 0 || comment >= 0) return { value, end: from };
    GAP.lastIndex = newline;
    GAP.test(text);
    const next = GAP.lastIndex;
    const code = text.charCodeAt(next);
    const indent = next - 1 - text.lastIndexOf("\n", next - 1);
    if (indent <= column || code === 35 || next === text.length) return { value, end: from };
    const breaks = text.slice(newline, next).split("\n").length - 1;
    value += breaks === 1 ? " " : "\n".repeat(breaks - 1);
    from = next;
  }
}

const GAP = /[ \n]+/y;

/** A line without the spaces that end it; undefined where it may be a key, or has tabs. */
function trimmed(line: string): string | undefined {
  if (line.includes(": ") || line.includes("\t")) return undefined;
  let end = line.length;
  while (line.charCodeAt(end - 1) === 32) end--;
  return line.charCodeAt(end - 1) === 58 ? undefined : line.slice(0, end);
}

/** A dash or a colon before what is no blank. */
const isDashed = (text: string, at: number): boolean =>
  (text.charCodeAt(at) === 45 || text.charCodeAt(at) === 58) && /\S/.test(text[at + 1] ?? " ");

/** What a plain scalar of yaml.v2 stands for; times stay as they are written. */
export function plainValue(text: string): Resolved["value"] {
  const { tag, value } = resolvePlain("v2", text);
  return tag === "!!timestamp" ? text : value;
}
