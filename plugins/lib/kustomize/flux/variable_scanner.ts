/** Whether a character belongs to a token, at its place in it (from 1). */
export type Accept = (c: string, place: number) => boolean;

/** What a scan may find besides the end. */
export interface ScanMode {
  readonly accept: Accept;
  /** Whether characters that `accept` takes are a token. */
  readonly word?: boolean;
  /** Whether `${` is a token, and ends a word. */
  readonly open?: boolean;
  /** Whether `}` is a token. */
  readonly close?: boolean;
  /** Characters that are escaped: `$` by `$`, and in functions `/` and a backslash by a backslash. */
  readonly escapes?: "dollar" | "all";
}

export type Token = "end" | "open" | "close" | "word" | "none";

/** Reads the tokens of a text with `${…}` in it. */
export class VariableScanner {
  readonly #text: string;
  #pos = 0;
  /** Text of the last word, without what escapes. */
  text = "";

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character; empty at the end. */
  peek(): string {
    const point = this.#text.codePointAt(this.#pos);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  /** The character after the next. */
  peekSecond(): string {
    return this.#text[this.#pos + 1] ?? "";
  }

  /** Reads the next token. */
  scan(mode: ScanMode): Token {
    const c = this.peek();
    this.text = "";
    if (c === "") return "end";
    if (mode.open && this.#opens()) {
      this.#pos += 2;
      return "open";
    }
    if (mode.close && c === "}") {
      this.#pos++;
      return "close";
    }
    return mode.word ? this.#word(mode) : "none";
  }

  #opens(): boolean {
    return this.#text.startsWith("${", this.#pos);
  }

  #escaped({ escapes }: ScanMode): boolean {
    const next = this.peekSecond();
    const c = this.peek();
    if (escapes !== undefined && c === "$" && next === "$") return true;
    return escapes === "all" && c === "\\" && (next === "/" || next === "\\");
  }

  #word(mode: ScanMode): Token {
    const parts: string[] = [];
    let length = 0;
    for (let c = this.peek(); c !== ""; c = this.peek()) {
      if (mode.open && length > 0 && this.#opens() && !this.#escaped(mode)) break;
      if (this.#escaped(mode)) {
        parts.push(this.peekSecond());
        this.#pos += 2;
        length++;
        continue;
      }
      if (!mode.accept(c, length + c.length)) break;
      parts.push(c);
      this.#pos += c.length;
      length += c.length;
    }
    this.text = parts.join("");
    return length === 0 ? "none" : "word";
  }
}
