import { isBlank, isBreak, isBreakEnd, isDigit } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Mark } from "./errors.ts";

interface Header {
  chomp: "strip" | "clip" | "keep";
  increment: number;
}

interface Breaks {
  indent: number;
  breaks: string;
}

/** Reads a literal or folded scalar; `onComment` is called where a comment may follow its header. */
export function scanBlock(cursor: Cursor, literal: boolean, onComment: () => void): string {
  const start = cursor.mark();
  cursor.skip();
  const { chomp, increment } = scanHeader(cursor, start, onComment);
  const wanted = increment === 0 ? 0 : Math.max(cursor.indent, 0) + increment;
  let { indent, breaks } = scanBreaks(cursor, wanted, start);
  const parts: string[] = [];
  let leadingBreak = "";
  let leadingBlank = false;
  while (cursor.column === indent && cursor.code !== 0) {
    const blank = isBlank(cursor.code);
    if (!literal && !leadingBlank && !blank && leadingBreak.startsWith("\n")) {
      if (breaks === "") parts.push(" ");
    } else parts.push(leadingBreak);
    parts.push(breaks);
    leadingBlank = blank;
    parts.push(restOfLine(cursor));
    leadingBreak = cursor.readBreak();
    ({ indent, breaks } = scanBreaks(cursor, indent, start));
  }
  if (chomp !== "strip") parts.push(leadingBreak);
  if (chomp === "keep") parts.push(breaks);
  return parts.join("");
}

function restOfLine(cursor: Cursor): string {
  const { text } = cursor;
  let pos = cursor.pos;
  let code = text.charCodeAt(pos);
  while (code !== 0 && code !== 10 && !isBreak(code)) {
    if (code !== 32 && code !== 9) cursor.newlines = 0;
    code = text.charCodeAt(++pos);
  }
  const line = text.slice(cursor.pos, pos);
  cursor.pos = pos;
  return line;
}

function scanHeader(cursor: Cursor, start: Mark, onComment: () => void): Header {
  const header: Header = { chomp: "clip", increment: 0 };
  const chomping = () => {
    if (cursor.code !== 43 && cursor.code !== 45) return false;
    header.chomp = cursor.code === 43 ? "keep" : "strip";
    cursor.skip();
    return true;
  };
  const digit = () => {
    if (!isDigit(cursor.code)) return false;
    if (cursor.code === 48) throw cursor.fail("found an indentation indicator equal to 0", start);
    header.increment = cursor.code - 48;
    cursor.skip();
    return true;
  };
  if (chomping()) digit();
  else if (digit()) chomping();
  while (isBlank(cursor.code)) cursor.skip();
  if (cursor.code === 35) {
    onComment();
    while (!isBreakEnd(cursor.code)) cursor.skip();
  }
  if (!isBreakEnd(cursor.code)) {
    throw cursor.fail("did not find expected comment or line break", start);
  }
  cursor.readBreak();
  return header;
}

/** Empty lines and indentation; finds the indentation of the text where it is not known (0). */
function scanBreaks(cursor: Cursor, wanted: number, start: Mark): Breaks {
  let widest = 0;
  let breaks = "";
  while (true) {
    while ((wanted === 0 || cursor.column < wanted) && cursor.code === 32) cursor.pos++;
    widest = Math.max(widest, cursor.column);
    if ((wanted === 0 || cursor.column < wanted) && cursor.code === 9) {
      throw cursor.fail("found a tab character where an indentation space is expected", start);
    }
    if (!isBreak(cursor.code)) break;
    breaks += cursor.readBreak();
  }
  const indent = wanted === 0 ? Math.max(widest, cursor.indent + 1, 1) : wanted;
  return { indent, breaks };
}
