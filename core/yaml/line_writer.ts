import { width } from "./scalar_text.ts";

/** Lines that grow: where the writer stands, and how deep the next line begins. */
export class LineWriter {
  protected readonly out: string[] = [];
  protected column = 0;
  protected indent = -1;
  protected whitespace = true;
  protected indention = true;
  /** Indentation of the foot comment that was written last; an empty line follows it there. */
  protected footIndent = -1;

  /** What was written so far. */
  get text(): string {
    return this.out.join("");
  }

  protected put(text: string): void {
    this.out.push(text);
    this.column += width(text);
  }

  protected break(): void {
    this.out.push("\n");
    this.column = 0;
    this.indention = true;
  }

  protected writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    const column = this.column;
    if (!this.indention || column > indent || (column === indent && !this.whitespace)) {
      this.break();
    }
    if (this.footIndent === indent) this.break();
    if (this.column < indent) this.put(" ".repeat(indent - this.column));
    this.whitespace = true;
    this.footIndent = -1;
  }

  protected indicator(
    text: string,
    needSpace: boolean,
    whitespace: boolean,
    indention: boolean,
  ): void {
    this.put(needSpace && !this.whitespace ? " " + text : text);
    this.whitespace = whitespace;
    this.indention = this.indention && indention;
  }

  protected comment(text: string): void {
    const lines = text.split("\n");
    lines.forEach((line, i) => {
      if (i > 0) this.break();
      if (line === "") return;
      if (i > 0) this.writeIndent();
      this.put(line.startsWith("#") ? line : "# " + line);
      this.indention = false;
    });
    if (lines.at(-1) !== "") this.break();
    this.whitespace = true;
  }
}
