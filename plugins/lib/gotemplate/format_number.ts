import type { Flags } from "./format.ts";
import { printable, quoteRune } from "./quote.ts";
import { type FloatFormat, formatFloat } from "./strconv.ts";

/** Pads to the width, which counts characters. */
export function pad(text: string, flags: Flags): string {
  if (flags.width === undefined) return text;
  const missing = flags.width - (text.length < flags.width ? [...text].length : text.length);
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (flags.zero ? "0" : " ").repeat(missing) + text;
}

const RADIX: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const LEAD: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function signOf(negative: boolean, flags: Flags): string {
  if (negative) return "-";
  return flags.plus ? "+" : flags.space ? " " : "";
}

/** An integer by a verb; undefined where the verb does not fit. */
export function formatInteger(
  value: bigint,
  verb: string,
  flags: Flags,
  unsigned: boolean,
): string | undefined {
  if (verb === "c") return pad(character(value), flags);
  if (verb === "q") return pad(quoteRune(point(value), flags.plus), flags);
  if (verb === "U") return pad(unicode(value, flags), { ...flags, zero: false });
  const radix = RADIX[verb];
  if (radix === undefined) return undefined;
  const negative = value < 0n && !unsigned;
  let digits = (negative ? -value : value).toString(radix);
  if (verb === "X") digits = digits.toUpperCase();
  if (flags.precision !== undefined) {
    if (flags.precision === 0 && value === 0n) return pad("", { ...flags, zero: false });
    digits = digits.padStart(flags.precision, "0");
  }
  let lead = flags.sharp ? LEAD[verb] ?? "" : "";
  if (verb === "o" && digits.startsWith("0")) lead = "";
  if (verb === "O") lead = "0o";
  return padNumber(signOf(negative, flags), lead, digits, flags);
}

/** Zeros go between the sign and the digits. */
function padNumber(sign: string, lead: string, digits: string, flags: Flags): string {
  const zeros = flags.zero && !flags.minus && flags.precision === undefined &&
    flags.width !== undefined;
  const body = zeros ? digits.padStart(flags.width! - sign.length, "0") : digits;
  return pad(sign + lead + body, { ...flags, zero: false });
}

function point(value: bigint): number {
  return value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
}

function character(value: bigint): string {
  const code = point(value);
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
}

function unicode(value: bigint, flags: Flags): string {
  const digits = BigInt.asUintN(64, value).toString(16).toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 4), "0");
  const shown = flags.sharp && value <= 0x10ffffn && printable(character(value))
    ? ` '${character(value)}'`
    : "";
  return `U+${digits}${shown}`;
}

/** A float by a verb; undefined where the verb does not fit. `precision` is what holds where none was given. */
export function formatFloatVerb(
  value: number,
  verb: string,
  flags: Flags,
  bits: 32 | 64,
  precision?: number,
): string | undefined {
  if (!"eEfFgGxX".includes(verb) || verb === "") return undefined;
  const usual = precision ?? (verb === "g" || verb === "G" ? -1 : 6);
  const places = flags.precision ?? usual;
  const text = verb === "x" || verb === "X"
    ? hexadecimal(value, verb)
    : formatFloat(value, (verb === "F" ? "f" : verb) as FloatFormat, places, bits);
  const negative = text.startsWith("-");
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  const sign = text === "+Inf" && flags.plus
    ? "+"
    : text === "+Inf"
    ? "+"
    : signOf(negative, flags);
  const finite = Number.isFinite(value);
  const zeros = flags.zero && finite && !flags.minus && flags.width !== undefined;
  const body = zeros ? digits.padStart(flags.width! - sign.length, "0") : digits;
  return pad(sign + body, { ...flags, zero: false });
}

/** The shortest hexadecimal mantissa with a binary exponent: 3.5 is 0x1.cp+01. */
function hexadecimal(value: number, verb: "x" | "X"): string {
  if (!Number.isFinite(value)) return formatFloat(value, "g", -1);
  const size = Math.abs(value);
  const exponent = size === 0 ? 0 : Math.floor(Math.log2(size));
  const fraction = size === 0 ? "" : (size / 2 ** exponent - 1).toString(16).slice(2);
  const power = String(Math.abs(exponent)).padStart(2, "0");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const lead = size === 0 ? "0" : "1";
  const text = `0x${lead}${fraction && "." + fraction}p${exponent < 0 ? "-" : "+"}${power}`;
  return sign + (verb === "X" ? text.toUpperCase() : text);
}
