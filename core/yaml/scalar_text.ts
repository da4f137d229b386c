import { isBlank, isBreak, isPrintable } from "./characters.ts";

/** Where a scalar is written. */
export interface Place {
  /** Column of its first character. */
  readonly column: number;
  /** Indentation of the lines that follow. */
  readonly indent: number;
  /** Lines are folded at the first space after this column; Infinity where they must not. */
  readonly width: number;
}

const newline = (indent: number) => "\n" + " ".repeat(indent);

/** Text that grows, and its column. Runs of the source are taken as they are, since it may be long. */
class Line {
  readonly #source: string;
  readonly #parts: string[];
  #from = 0;
  #to = 0;
  column: number;

  constructor(source: string, start: string, column: number) {
    this.#source = source;
    this.#parts = [start];
    this.column = column + start.length;
  }

  /** Takes the source from `from` to `to`. */
  take(from: number, to: number): void {
    if (from !== this.#to) {
      this.#flush();
      this.#from = from;
    }
    this.#to = to;
    this.column += to - from;
  }

  put(text: string): void {
    this.#flush();
    this.#parts.push(text);
    this.column += text.length;
  }

  /** A line break, and what the next line begins with. */
  break(text: string, column: number): void {
    this.#flush();
    this.#parts.push(text);
    this.column = column;
  }

  fold(indent: number): void {
    this.break(newline(indent), indent);
  }

  #flush(): void {
    if (this.#to > this.#from) this.#parts.push(this.#source.slice(this.#from, this.#to));
    this.#from = this.#to;
  }

  get text(): string {
    this.#flush();
    return this.#parts.join("");
  }
}

/** Number of characters, pairs of surrogates counted once. */
export function width(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}

/** Folds what has spaces and reaches over the width; a text that has line breaks gets them. */
function writeFlow(value: string, place: Place, quote: "" | "'"): string {
  const line = new Line(value, quote, place.column);
  let spaces = false;
  let breaks = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 32) {
      const inside = quote === "" || (i > 0 && i < value.length - 1);
      const folds = !spaces && line.column > place.width && inside;
      if (folds && value.charCodeAt(i + 1) !== 32) line.fold(place.indent);
      else line.take(i, i + 1);
      spaces = true;
    } else if (isBreak(code)) {
      line.break(!breaks && code === 10 ? "\n\n" : value[i]!, 0);
      breaks = true;
    } else {
      if (breaks) line.put(" ".repeat(place.indent));
      const end = wordEnd(value, i);
      const quotes = quote !== "" && value.slice(i, end).includes("'");
      if (quotes) line.put(value.slice(i, end).replaceAll("'", "''"));
      else line.take(i, end);
      i = end - 1;
      spaces = false;
      breaks = false;
    }
  }
  line.put(quote);
  return line.text;
}

/** Where the run of characters that are neither spaces nor breaks ends. */
function wordEnd(value: string, from: number): number {
  let end = from;
  while (end < value.length) {
    const code = value.charCodeAt(end);
    if (code === 32 || isBreak(code)) break;
    end++;
  }
  return end;
}

/** A plain scalar. */
export function plainText(value: string, place: Place): string {
  const short = place.column + value.length <= place.width || !value.includes(" ");
  return short ? value : writeFlow(value, place, "");
}

/** A scalar in single quotes. */
export function singleText(value: string, place: Place): string {
  return writeFlow(value, place, "'");
}

const NAMED: Readonly<Record<number, string>> = {
  0: "0",
  7: "a",
  8: "b",
  9: "t",
  10: "n",
  11: "v",
  12: "f",
  13: "r",
  27: "e",
  34: '"',
  92: "\\",
  0x85: "N",
  0xa0: "_",
  0x2028: "L",
  0x2029: "P",
};

function escape(code: number): string {
  const name = NAMED[code];
  if (name !== undefined) return "\\" + name;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return "\\x" + hex.padStart(2, "0");
  return code <= 0xffff ? "\\u" + hex.padStart(4, "0") : "\\U" + hex.padStart(8, "0");
}

/** A scalar in double quotes. */
export function doubleText(value: string, place: Place): string {
  const line = new Line(value, '"', place.column);
  // go-yaml looks for a byte order mark at the start of the text, whatever character it is at.
  const all = value.startsWith("\ufeff");
  let spaces = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 32 && !all) {
      const folds = !spaces && line.column > place.width && i > 0 && i < value.length - 1;
      if (folds) {
        line.fold(place.indent);
        if (value.charCodeAt(i + 1) === 32) line.put("\\");
      } else line.take(i, i + 1);
      spaces = true;
      continue;
    }
    spaces = false;
    if (!all && isPrintable(code) && code !== 34 && code !== 92 && !isBreak(code)) {
      line.take(i, i + 1);
    } else {
      const point = value.codePointAt(i)!;
      if (point > 0xffff) i++;
      line.put(escape(point));
    }
  }
  line.put('"');
  return line.text;
}

/** What follows `|` or `>`: the indentation where the text begins with a blank, and how it ends. */
export function blockHints(value: string, bestIndent: number): string {
  const first = value.charCodeAt(0);
  const hint = first === 32 || isBreak(first) ? String(bestIndent) : "";
  const [last, before] = [value.charCodeAt(value.length - 1), value.charCodeAt(value.length - 2)];
  if (value === "" || !isBreak(last)) return hint + "-";
  return value.length === 1 || isBreak(before) ? hint + "+" : hint;
}

/** The lines of a literal scalar, without its header. */
export function literalText(value: string, indent: number): string {
  const margin = " ".repeat(indent);
  if (/^[^\r\x85\u2028\u2029]*$/.test(value)) return value.replace(/^(?=[^\n])/gm, margin);
  let text = "";
  let breaks = true;
  for (const c of value) {
    const isEnd = isBreak(c.charCodeAt(0));
    if (!isEnd && breaks) text += margin;
    text += c;
    breaks = isEnd;
  }
  return text;
}

/** The lines of a folded scalar, without its header; yaml.v3 adds no breaks of its own. */
export function foldedText(value: string, indent: number): string {
  const line = new Line(value, "", 0);
  let breaks = true;
  let leading = true;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (isBreak(code)) {
      const doubled = !breaks && !leading && code === 10 && !startsBlank(value);
      line.break(doubled ? "\n\n" : value[i]!, 0);
      breaks = true;
      continue;
    }
    if (breaks) {
      line.put(" ".repeat(indent));
      leading = isBlank(code);
    }
    line.take(i, i + 1);
    breaks = false;
  }
  return line.text;
}

/** go-yaml looks at the start of the whole text here, not at the line that follows. */
function startsBlank(value: string): boolean {
  let k = 0;
  while (k < value.length && isBreak(value.charCodeAt(k))) k++;
  return k >= value.length || isBlank(value.charCodeAt(k));
}
