import type { Dialect } from "./errors.ts";

const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;
const isLetter = (code: number) =>
  code < 128 ? (code | 32) >= 97 && (code | 32) <= 122 : LETTER.test(String.fromCodePoint(code));
const isDigit = (code: number) =>
  code < 128 ? code >= 48 && code <= 57 : DIGIT.test(String.fromCodePoint(code));

/** Orders keys as go-yaml sorts them: letters after other signs, runs of digits as numbers. */
export function compareKeys(a: string, b: string, dialect: Dialect = "v2"): number {
  const shared = Math.min(a.length, b.length);
  let i = 0;
  while (i < shared && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  // A pair of surrogates is one character: go back to where it begins.
  if (i > 0 && (a.charCodeAt(i - 1) & 0xfc00) === 0xd800) i--;
  if (i === shared) return a.length - b.length;
  return compareAt(a, b, i, dialect);
}

/** Compares at the first place `i` where the two differ. */
function compareAt(a: string, b: string, i: number, dialect: Dialect): number {
  const [x, y] = [a.codePointAt(i)!, b.codePointAt(i)!];
  const [xl, yl] = [isLetter(x), isLetter(y)];
  if (xl && yl) return x - y;
  if (xl || yl) {
    const afterDigit = dialect === "v3" && i > 0 && isDigit(a.charCodeAt(i - 1));
    return (afterDigit ? xl : yl) ? -1 : 1;
  }
  const lead = (x === 48 || y === 48) && nonZeroBefore(a, i) ? "1" : "";
  const [an, bn] = [digits(a, i), digits(b, i)];
  const order = compareNumbers(lead + an, lead + bn);
  if (order !== 0) return order;
  return an.length !== bn.length ? an.length - bn.length : x - y;
}

function nonZeroBefore(a: string, i: number): boolean {
  for (let j = i - 1; j >= 0 && isDigit(a.charCodeAt(j)); j--) if (a[j] !== "0") return true;
  return false;
}

function digits(a: string, from: number): string {
  let end = from;
  while (end < a.length && isDigit(a.charCodeAt(end))) end++;
  return a.slice(from, end);
}

/** Numbers wrap at 64 bits, as Go's do. */
function compareNumbers(a: string, b: string): number {
  if (a.length < 16 && b.length < 16) return Number(a) - Number(b);
  const [x, y] = [wrap(a), wrap(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function wrap(text: string): bigint {
  let value = 0n;
  for (let i = 0; i < text.length; i++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(text.charCodeAt(i) - 48));
  }
  return value;
}
