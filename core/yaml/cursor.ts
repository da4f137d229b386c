import { isBlank, isBreak } from "./characters.ts";
import { type Dialect, type Mark, problemError, type YamlError } from "./errors.ts";

/** A place in a text, and what every scanning function shares. */
export class Cursor {
  /** The text and a NUL that ends it. */
  readonly text: string;
  readonly dialect: Dialect;
  pos = 0;
  line = 0;
  /** Offset of the first character of the line. */
  lineStart = 0;
  /** Line breaks since the last character that is not blank. */
  newlines = 0;
  /** Indentation of the block that is open; -1 outside of all. */
  indent = -1;
  flowLevel = 0;

  constructor(text: string, dialect: Dialect) {
    this.text = text + "\0";
    // A byte order mark before everything has no column.
    if (text.startsWith("\ufeff")) this.pos = this.lineStart = 1;
    this.dialect = dialect;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  get code(): number {
    return this.text.charCodeAt(this.pos);
  }

  codeAt(offset: number): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  mark(): Mark {
    return { index: this.pos, line: this.line, column: this.pos - this.lineStart };
  }

  /** Goes one character further, which is no line break. */
  skip(): void {
    if (!isBlank(this.code)) this.newlines = 0;
    this.pos++;
  }

  /** Goes over a line break, if there is one, and gives it as it counts: NL for CR, CR LF, LF and NEL. */
  readBreak(): string {
    const code = this.code;
    if (!isBreak(code)) return "";
    this.pos += code === 13 && this.codeAt(1) === 10 ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    this.newlines++;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }

  /** `---` or `...` at the start of a line, and nothing else in the word. */
  atDocumentIndicator(): boolean {
    if (this.pos !== this.lineStart) return false;
    const code = this.code;
    if (code !== 45 && code !== 46) return false;
    if (this.codeAt(1) !== code || this.codeAt(2) !== code) return false;
    const next = this.codeAt(3);
    return next === 0 || isBlank(next) || isBreak(next);
  }

  /** The error of the scanner for `problem` here, while it read what began at `context`. */
  fail(problem: string, context: Mark): YamlError {
    const at = this.mark();
    return problemError({ dialect: this.dialect, stage: "scanner", problem, at, context });
  }
}
