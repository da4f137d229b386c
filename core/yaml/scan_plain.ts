import { isBlank, isBlankEnd, isBreak, isFlowIndicator, isPlainStop } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Mark } from "./errors.ts";

/** A scalar's text, and whether line breaks followed it (a key may come next then). */
export interface Plain {
  readonly value: string;
  readonly brokeLine: boolean;
}

interface Gap {
  readonly spaces: string;
  readonly brokeLine: boolean;
}

/** Reads a plain scalar, over several lines where it goes on. */
export function scanPlain(cursor: Cursor): Plain {
  const start = cursor.mark();
  const indent = cursor.indent + 1;
  const lines: string[] = [];
  // Words of one line are taken as one piece, since a text of words may be long.
  let from = cursor.pos;
  let end = from;
  let spaces = "";
  let brokeLine = false;
  while (true) {
    if (cursor.atDocumentIndicator() || cursor.code === 35) break;
    const begin = cursor.pos;
    if (scanWord(cursor)) {
      if (brokeLine) {
        lines.push(cursor.text.slice(from, end), spaces);
        from = begin;
      }
      end = cursor.pos;
      brokeLine = false;
    }
    if (!isBlank(cursor.code) && !isBreak(cursor.code)) break;
    ({ spaces, brokeLine } = scanGap(cursor, start, indent));
    if (cursor.flowLevel === 0 && cursor.column < indent) break;
  }
  const last = cursor.text.slice(from, end);
  return { value: lines.length === 0 ? last : lines.join("") + last, brokeLine };
}

/** Passes characters up to a blank, a break, `: `, or an indicator of flow; says whether there are any. */
function scanWord(cursor: Cursor): boolean {
  const { text } = cursor;
  const flow = cursor.flowLevel > 0;
  let pos = cursor.pos;
  for (;; pos++) {
    const code = text.charCodeAt(pos);
    if (isPlainStop(code)) {
      if (code !== 58 || isBlankEnd(text.charCodeAt(pos + 1))) break;
    } else if (flow && isFlowIndicator(code)) break;
  }
  const found = pos > cursor.pos;
  if (found) cursor.newlines = 0;
  cursor.pos = pos;
  return found;
}

/** Blanks and breaks between words, and what they count for in the value. */
function scanGap(cursor: Cursor, start: Mark, indent: number): Gap {
  const from = cursor.pos;
  let leading = "";
  let trailing = "";
  let brokeLine = false;
  while (true) {
    const code = cursor.code;
    if (isBlank(code)) {
      if (brokeLine && code === 9 && cursor.column < indent) {
        throw cursor.fail("found a tab character that violates indentation", start);
      }
      cursor.pos++;
    } else if (isBreak(code)) {
      if (brokeLine) trailing += cursor.readBreak();
      else {
        leading = cursor.readBreak();
        brokeLine = true;
      }
    } else break;
  }
  if (!brokeLine) return { spaces: cursor.text.slice(from, cursor.pos), brokeLine };
  const spaces = leading === "\n" ? (trailing === "" ? " " : trailing) : leading + trailing;
  return { spaces, brokeLine };
}
