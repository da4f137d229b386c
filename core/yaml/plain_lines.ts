const SPACES = / */y;

/** A text line by line, without its empty lines and those that are comments. */
export class PlainLines {
  readonly text: string;
  /** Where the line begins to say something, behind its indentation; `text.length` behind the last line. */
  at = 0;
  /** How many spaces stand before that; -1 behind the last line. */
  indent = 0;

  constructor(text: string) {
    this.text = text;
    this.begin(0);
  }

  /** Goes to the line behind a place, or behind the line that this place ends. */
  pass(from: number): void {
    const end = this.text.indexOf("\n", from);
    if (end >= 0) this.begin(end + 1);
    else {
      this.at = this.text.length;
      this.indent = -1;
    }
  }

  /** Goes to the first line that says something, from where a line begins. */
  begin(start: number): void {
    const { text } = this;
    for (let line = start; line < text.length;) {
      SPACES.lastIndex = line;
      SPACES.test(text);
      const at = SPACES.lastIndex;
      const code = text.charCodeAt(at);
      if (code !== NEWLINE && code !== HASH && at < text.length) {
        this.at = at;
        this.indent = at - line;
        return;
      }
      const end = text.indexOf("\n", at);
      if (end < 0) break;
      line = end + 1;
    }
    this.at = text.length;
    this.indent = -1;
  }
}

/** Codes of characters that are looked for. */
export const [NEWLINE, SPACE, HASH, DASH] = [10, 32, 35, 45];
