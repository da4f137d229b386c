import { quote } from "./quote.ts";
import { type Token, type TokenKind, WORDS } from "./token.ts";

const WORD = /[\p{L}\p{Nd}_]*/uy;
const WORD_CHARACTER = /^[\p{L}\p{Nd}_]/u;
const TERMINATORS = new Set([..." \t\r\n.,|:)("].map((c) => c.charCodeAt(0)));
const DIGITS = "[0-9_]*";
const NUMBER = new RegExp(
  `[+-]?(?:0[xX][0-9a-fA-F_]*(?:\\.[0-9a-fA-F_]*)?(?:[pP][+-]?${DIGITS})?` +
    `|0[oO][0-7_]*(?:\\.[0-7_]*)?|0[bB][01_]*(?:\\.[01_]*)?` +
    `|${DIGITS}(?:\\.${DIGITS})?(?:[eE][+-]?${DIGITS})?)i?`,
  "y",
);
const QUOTED = { '"': /(?:[^"\\\n]|\\[^\n])*"/y, "'": /(?:[^'\\\n]|\\[^\n])*'/y } as const;
/** An action to its end, where nothing in it needs a closer look: 64 literals, no characters, no braces outside of them. */
const PLAIN_ACTION = /[^`"'{}]*(?:(?:"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)[^`"'{}]*){0,64}\}\}/y;
/** A field or a variable of ASCII, where something follows that may. */
const NAME = /[.$][A-Za-z_][A-Za-z0-9_]*(?=[ \t\r\n.,|:)(]|\}\}|$)/y;
const PLAIN_WORD = /[A-Za-z0-9_]+(?=[ \t\r\n.,|:)(]|\}\}|$)/y;
const [DOT, DOLLAR, BRACE] = [46, 36, 125];
const SINGLE: Readonly<Record<string, TokenKind>> = { "=": "assign", "|": "pipe" };

/** A character as Go's %#U shows it. */
function showCharacter(text: string): string {
  const point = text.codePointAt(0);
  if (point === undefined) return "U+FFFFFFFFFFFFFFFF";
  const code = "U+" + point.toString(16).toUpperCase().padStart(4, "0");
  return /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Z}]/u.test(text) && text !== " "
    ? code
    : `${code} '${String.fromCodePoint(point)}'`;
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

/** Whether a code is a letter, a digit or an underscore of ASCII. */
const isPlainWord = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) ||
  code === 95;

/** Reads the tokens of a template one by one, as text/template splits them. */
export class Lexer {
  readonly #text: string;
  readonly #end: number;
  #pos = 0;
  #inside = false;
  #depth = 0;
  #failed = false;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.length;
  }

  /** The next token; after an error or the end, that one again. */
  next(): Token {
    if (this.#failed) return this.#token("eof", this.#end, this.#end);
    return this.#inside ? this.#action() : this.#plain();
  }

  /** Where the next token begins. */
  get position(): number {
    return this.#pos;
  }

  /** What stands between here, behind `{{`, and the end of the action; undefined where that is not plain to see. */
  inner(): string | undefined {
    const from = this.#pos;
    PLAIN_ACTION.lastIndex = from;
    if (!PLAIN_ACTION.test(this.#text)) return undefined;
    const end = PLAIN_ACTION.lastIndex - 2;
    const trims = end - 2 >= from && this.#text[end - 1] === "-" && this.#spaceAt(end - 2);
    return this.#text.slice(from, trims ? end - 2 : end);
  }

  /** Passes what `inner` gave: the token that ends the action. */
  skip(inner: string): Token {
    this.#pos += inner.length;
    return this.#right(!this.#text.startsWith("}}", this.#pos));
  }

  /** The line of an offset; the first is 1. */
  lineAt(offset: number): number {
    let line = 1;
    for (let at = this.#text.indexOf("\n"); at >= 0 && at < offset; line++) {
      at = this.#text.indexOf("\n", at + 1);
    }
    return line;
  }

  #token(kind: TokenKind, from: number, to: number): Token {
    this.#pos = to;
    return { kind, text: this.#text.slice(from, to), start: from };
  }

  #error(message: string, at = this.#pos): Token {
    this.#failed = true;
    return { kind: "error", text: message, start: at };
  }

  #match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? "";
  }

  #spaceAt(at: number): boolean {
    return isSpace(this.#text.charCodeAt(at));
  }

  #pastSpaces(at: number): number {
    let end = at;
    while (isSpace(this.#text.charCodeAt(end))) end++;
    return end;
  }

  /** The end of a word that begins there. */
  #pastWord(at: number): number {
    let end = at;
    while (isPlainWord(this.#text.charCodeAt(end))) end++;
    return this.#text.charCodeAt(end) > 127 ? at + this.#match(WORD, at).length : end;
  }

  /** Text up to the next action; comments are skipped. */
  #plain(): Token {
    while (true) {
      const from = this.#pos;
      const open = this.#text.indexOf("{{", from);
      if (open < 0) return this.#token(from < this.#end ? "text" : "eof", from, this.#end);
      const trims = this.#text[open + 2] === "-" && this.#spaceAt(open + 3);
      let end = open;
      if (trims) { while (end > from && this.#spaceAt(end - 1)) end--; }
      if (end > from) {
        const token = this.#token("text", from, end);
        this.#pos = open;
        return token;
      }
      const after = open + (trims ? 4 : 2);
      if (!this.#text.startsWith("/*", after)) {
        this.#inside = true;
        this.#depth = 0;
        const token = this.#token("left", open, open + 2);
        this.#pos = after;
        return token;
      }
      const failure = this.#comment(after);
      if (failure) return failure;
    }
  }

  #comment(from: number): Token | undefined {
    const close = this.#text.indexOf("*/", from + 2);
    if (close < 0) return this.#error("unclosed comment", from);
    const [ends, trims] = this.#rightDelimiter(close + 2);
    if (!ends) return this.#error("comment ends before closing delimiter", close + 2);
    this.#pos = close + 2 + (trims ? 4 : 2);
    if (trims) this.#pos = this.#pastSpaces(this.#pos);
    return undefined;
  }

  #rightDelimiter(at: number): [ends: boolean, trims: boolean] {
    if (this.#spaceAt(at) && this.#text.startsWith("-}}", at + 1)) return [true, true];
    return [this.#text.startsWith("}}", at), false];
  }

  #right(trims: boolean): Token {
    this.#inside = false;
    const token = this.#token("right", this.#pos + (trims ? 2 : 0), this.#pos + (trims ? 4 : 2));
    if (trims) this.#pos = this.#pastSpaces(this.#pos);
    return token;
  }

  #action(): Token {
    const at = this.#pos;
    const code = this.#text.charCodeAt(at);
    if (isPlainWord(code) && (code > 57 || code < 48)) return this.#word();
    if (isSpace(code)) {
      if (!this.#text.startsWith("-}}", at + 1)) return this.#space();
      return this.#depth > 0 ? this.#error("unclosed left paren") : this.#right(true);
    }
    if (code === DOT || code === DOLLAR) {
      NAME.lastIndex = at;
      if (NAME.test(this.#text)) {
        return this.#token(code === DOT ? "field" : "variable", at, NAME.lastIndex);
      }
    }
    if (code === BRACE && this.#text[at + 1] === "}") {
      return this.#depth > 0 ? this.#error("unclosed left paren") : this.#right(false);
    }
    return this.#mark(at);
  }

  /** Whatever begins with a sign or a digit. */
  #mark(at: number): Token {
    const c = this.#text[at];
    if (c === undefined) return this.#error("unclosed action");
    const single = SINGLE[c];
    if (single) return this.#token(single, at, at + 1);
    if (c === ":") {
      return this.#text[at + 1] === "="
        ? this.#token("declare", at, at + 2)
        : this.#error("expected :=");
    }
    if (c === '"' || c === "'") return this.#quoted(c);
    if (c === "`") return this.#raw();
    if (c === "$") return this.#name("variable");
    if (c === "." && !/[0-9]/.test(this.#text[at + 1] ?? (at + 1 < this.#end ? "" : "0"))) {
      return this.#name("field");
    }
    if (/[.+0-9-]/.test(c)) return this.#number();
    return this.#sign(c);
  }

  #sign(c: string): Token {
    const at = this.#pos;
    const plain = isPlainWord(this.#text.charCodeAt(at));
    if (plain || WORD_CHARACTER.test(this.#text.slice(at, at + 2))) return this.#word();
    if (c === "(") {
      this.#depth++;
      return this.#token("open", at, at + 1);
    }
    if (c === ")") {
      this.#depth--;
      if (this.#depth < 0) return this.#error("unexpected right paren");
      return this.#token("close", at, at + 1);
    }
    if (c > " " && c <= "~") return this.#token("char", at, at + 1);
    return this.#error(
      `unrecognized character in action: ${showCharacter(this.#text.slice(at, at + 2))}`,
    );
  }

  /** A run of spaces; the last one belongs to ` -}}` where that follows. */
  #space(): Token {
    const at = this.#pos;
    const end = this.#pastSpaces(at);
    const marked = this.#text.startsWith("-}}", end);
    return this.#token("space", at, marked ? end - 1 : end);
  }

  #terminated(at: number): boolean {
    return at >= this.#end || TERMINATORS.has(this.#text.charCodeAt(at)) ||
      this.#text.startsWith("}}", at);
  }

  #badCharacter(at: number): Token {
    return this.#error(`bad character ${showCharacter(this.#text.slice(at, at + 2))}`, this.#pos);
  }

  #word(): Token {
    const at = this.#pos;
    PLAIN_WORD.lastIndex = at;
    if (PLAIN_WORD.test(this.#text)) {
      const text = this.#text.slice(at, this.#pos = PLAIN_WORD.lastIndex);
      return { kind: WORDS.get(text) ?? "identifier", text, start: at };
    }
    const end = this.#pastWord(at);
    if (!this.#terminated(end)) return this.#badCharacter(end);
    return this.#token(WORDS.get(this.#text.slice(at, end)) ?? "identifier", at, end);
  }

  #name(kind: "variable" | "field"): Token {
    const at = this.#pos;
    if (this.#terminated(at + 1)) return this.#token(kind === "field" ? "dot" : kind, at, at + 1);
    const end = this.#pastWord(at + 1);
    return this.#terminated(end) ? this.#token(kind, at, end) : this.#badCharacter(end);
  }

  #quoted(mark: '"' | "'"): Token {
    const at = this.#pos;
    const rest = this.#match(QUOTED[mark], at + 1);
    if (rest !== "") {
      return this.#token(mark === '"' ? "string" : "character", at, at + 1 + rest.length);
    }
    return this.#error(
      mark === '"' ? "unterminated quoted string" : "unterminated character constant",
      at,
    );
  }

  #raw(): Token {
    const close = this.#text.indexOf("`", this.#pos + 1);
    if (close < 0) return this.#error("unterminated raw quoted string");
    return this.#token("raw", this.#pos, close + 1);
  }

  #number(): Token {
    const at = this.#pos;
    let end = at + this.#match(NUMBER, at).length;
    const bad = (to: number) =>
      this.#error(`bad number syntax: ${quote(this.#text.slice(at, to))}`, at);
    if (WORD_CHARACTER.test(this.#text.slice(end, end + 2))) return bad(end + 1);
    if (!/[+-]/.test(this.#text[end] ?? "")) return this.#token("number", at, end);
    end += this.#match(NUMBER, end).length;
    if (WORD_CHARACTER.test(this.#text.slice(end, end + 2))) return bad(end + 1);
    if (this.#text[end - 1] !== "i") return bad(end);
    return this.#token("complex", at, end);
  }
}
