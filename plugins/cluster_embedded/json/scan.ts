/** What one pass over JSON text tells without parsing it. */
export interface Scan {
  /** Colons outside strings: as many as keys. */
  readonly colons: number;
  readonly depth: number;
  /** There is a number that JSON.parse may not keep. */
  readonly longNumbers: boolean;
}

const quote = 34,
  backslash = 92,
  colon = 58,
  openList = 91,
  closeList = 93,
  open = 123,
  close = 125;
const zero = 48, nine = 57, safeDigits = 15;

/** Looks over JSON text for what JSON.parse hides: repeated keys, depth and long integers. */
export function scanJson(text: string): Scan {
  let colons = 0, depth = 0, deepest = 0, longNumbers = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === colon) colons++;
    else if (code === open || code === openList) deepest = Math.max(deepest, ++depth);
    else if (code === close || code === closeList) depth--;
    else if (code >= zero && code <= nine) {
      const start = at;
      while (isDigit(text.charCodeAt(at + 1))) at++;
      if (at - start >= safeDigits) longNumbers = true;
    }
  }
  return { colons, depth: deepest, longNumbers };
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

/** The place of the quote that ends the string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
