import { NEWLINE, SPACE } from "./plain_lines.ts";
import type { Found } from "./plain_scalars.ts";

const HEADER = /[|>][+-]?(?= *\n)/y;

/** The end of the spaces from there. */
function pastSpaces(text: string, from: number, most = Infinity): number {
  let at = from;
  while (at - from < most && text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** The column of the first line that says something, if no empty line before it is wider. */
function firstColumn(text: string, from: number): number | undefined {
  let widest = 0;
  for (let line = from; line < text.length;) {
    const at = pastSpaces(text, line);
    const code = text.charCodeAt(at);
    if (code !== NEWLINE) {
      return at === text.length || code === 9 || widest > at - line ? undefined : at - line;
    }
    widest = Math.max(widest, at - line);
    line = at + 1;
  }
  return undefined;
}

/**
 * A literal or folded scalar in a block that is indented by `indent`; it ends where a line begins. Undefined where it
 * says its indentation, or has tabs before it.
 */
export function blockTextAt(text: string, at: number, indent: number): Found<string> | undefined {
  HEADER.lastIndex = at;
  if (!HEADER.test(text)) return undefined;
  const header = text.slice(at, HEADER.lastIndex);
  const begin = text.indexOf("\n", at) + 1;
  const column = firstColumn(text, begin);
  if (column === undefined) return undefined;
  if (column <= indent) return header[1] === "+" ? undefined : { value: "", end: begin };
  const lines = new Lines(header[0] === ">");
  let line = begin;
  while (line < text.length) {
    const from = pastSpaces(text, line, column);
    const newline = text.indexOf("\n", from);
    const end = newline < 0 ? text.length : newline;
    if (from === end) {
      if (newline >= 0) lines.blank();
    } else if (from - line === column) lines.add(text.slice(from, end), newline >= 0);
    else if (text.charCodeAt(from) === 9) return undefined;
    else break;
    if (newline < 0) return { value: lines.value(header[1]), end: text.length };
    line = end + 1;
  }
  return { value: lines.value(header[1]), end: line };
}

/** Lines of a scalar, as they are joined. */
class Lines {
  readonly #folds: boolean;
  #out = "";
  #blanks = "";
  #break = "";
  #led = false;

  constructor(folds: boolean) {
    this.#folds = folds;
  }

  blank(): void {
    this.#blanks += "\n";
  }

  /** A line that says something, and whether a line break ends it. */
  add(line: string, breaks: boolean): void {
    const code = line.charCodeAt(0);
    const led = code === SPACE || code === 9;
    const folded = this.#folds && !this.#led && !led && this.#break !== "";
    if (!folded) this.#out += this.#break;
    else if (this.#blanks === "") this.#out += " ";
    this.#out += this.#blanks + line;
    this.#blanks = "";
    this.#break = breaks ? "\n" : "";
    this.#led = led;
  }

  value(chomp: string | undefined): string {
    if (chomp === "-") return this.#out;
    return this.#out + this.#break + (chomp === "+" ? this.#blanks : "");
  }
}
