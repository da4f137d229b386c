import { isBlank, isBreak, isBreakEnd } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { type Mark, NOWHERE } from "./errors.ts";
import { type PendingComment, T, type Token } from "./tokens.ts";

/** How far go-yaml looks ahead for a comment. */
const REACH = 512;

const TO_LINE_END = /[^\0\n\r\x85\u2028\u2029]*/y;

/** Reads the comment that ends the line here, if there is one; it belongs to the token at `token`. */
export function scanLineComment(cursor: Cursor, token: Mark): PendingComment | undefined {
  if (cursor.newlines > 0) return undefined;
  let peek = 0;
  while (peek < REACH && isBlank(cursor.codeAt(peek))) peek++;
  if (peek === REACH || cursor.codeAt(peek) !== 35) return undefined;
  cursor.pos += peek;
  const start = cursor.mark();
  const line = readComment(cursor, cursor.pos);
  return { scan: NOWHERE, token, start, end: NOWHERE, head: "", line, foot: "" };
}

/** Goes over a comment, and over those after it that only blanks and breaks part from it, as reading them would. */
export function skipComments(cursor: Cursor): void {
  for (let peek = 0; cursor.codeAt(peek) === 35;) {
    readComment(cursor, cursor.pos + peek);
    if (cursor.dialect === "v2") return;
    peek = 0;
    while (peek < REACH && (isBlank(cursor.codeAt(peek)) || isBreak(cursor.codeAt(peek)))) peek++;
    if (peek === REACH) return;
  }
}

/** Goes to the comment at `at`, over what is before it, and reads it up to the end of its line. */
function readComment(cursor: Cursor, at: number): string {
  while (cursor.pos < at) {
    if (isBreak(cursor.code)) cursor.readBreak();
    else cursor.skip();
  }
  const from = cursor.pos;
  TO_LINE_END.lastIndex = from;
  TO_LINE_END.test(cursor.text);
  cursor.pos = TO_LINE_END.lastIndex;
  if (cursor.pos > from) cursor.newlines = 0; // a comment begins with a #
  return cursor.text.slice(from, cursor.pos);
}

/** What has been read of a run of comments. */
interface Run {
  scan: Mark;
  token: Mark;
  start: Mark;
  text: string;
  line: number;
  column: number;
}

/**
 * Reads the comments before the next token (the cursor stands on the first `#`) and says which of them are feet of
 * what came before and which the head of what comes: an empty line or less indentation ends a foot.
 */
export function scanComments(
  cursor: Cursor,
  scan: Mark,
  tokens: readonly Token[],
): PendingComment[] {
  let token = tokens.at(-1)!;
  if (token.kind === T.flowEntry && tokens.length > 1) token = tokens.at(-2)!;
  const run: Run = {
    scan,
    token,
    start: NOWHERE,
    text: "",
    line: cursor.line,
    column: cursor.column,
  };
  const found: PendingComment[] = [];
  const firstLine = footLine(cursor, scan);
  let recentEmpty = false;
  let firstEmpty = cursor.newlines <= 1;
  let peek = 0;
  for (; peek < REACH; peek++) {
    run.column++;
    const code = cursor.codeAt(peek) || 0;
    if (isBlank(code)) continue;
    const nextIndent = Math.max(cursor.indent, 0);
    const closes = cursor.flowLevel > 0 && (code === 93 || code === 125);
    if (closes || isBreakEnd(code)) {
      const outside = run.start.column - 1 < nextIndent;
      const foot = run.start.line === firstLine && token.kind !== T.value;
      if (closes || !recentEmpty) {
        if (closes || (firstEmpty && (foot || outside))) endFoot(cursor, run, peek, found, outside);
        else if (run.text !== "" && code !== 0) run.text += "\n";
      }
      if (!isBreak(code)) break;
      firstEmpty = false;
      recentEmpty = true;
      run.column = 0;
      run.line++;
      continue;
    }
    if (run.column - 1 < nextIndent && run.column !== run.start.column) {
      endFoot(cursor, run, peek, found, false);
    }
    if (code !== 35) break;
    if (run.text === "") {
      run.start = { index: cursor.pos + peek, line: run.line, column: run.column };
    } else run.text += "\n";
    recentEmpty = false;
    run.text += readComment(cursor, cursor.pos + peek);
    peek = 0;
    run.column = 0;
    run.line = cursor.line;
  }
  if (run.text !== "") {
    const end = { index: cursor.pos + peek - 1, line: run.line, column: run.column };
    const { scan: from, start, text } = run;
    found.push({ scan: from, token: start, start, end, head: text, line: "", foot: "" });
  }
  return found;
}

function footLine(cursor: Cursor, scan: Mark): number {
  if (scan.line === 0) return -1;
  const line = cursor.line - cursor.newlines + 1;
  return cursor.newlines === 0 && cursor.column > 1 ? line + 1 : line;
}

/** Makes what was read so far the foot of what came before. */
function endFoot(
  cursor: Cursor,
  run: Run,
  peek: number,
  found: PendingComment[],
  own: boolean,
): void {
  if (run.text === "") return;
  const end = { index: cursor.pos + peek, line: run.line, column: run.column };
  const token = own ? run.start : run.token;
  const { scan, start, text } = run;
  found.push({ scan, token, start, end, head: "", line: "", foot: text });
  run.scan = end;
  run.token = end;
  run.text = "";
}
