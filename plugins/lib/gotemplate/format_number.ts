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
  if (verb === "O") lead = flags.sharp && !digits.startsWith("0") ? "0o0" : "0o";
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

/** A float by a verb; undefined where the verb does not fit. */
export function formatFloatVerb(
  value: number,
  verb: string,
  flags: Flags,
  bits: 32 | 64,
): string | undefined {
  if (!"beEfFgGxX".includes(verb) || verb === "") return undefined;
  const precision = flags.precision ?? ("eEfF".includes(verb) ? 6 : -1);
  const signed = floatText(value, verb === "F" ? "f" : verb, precision, bits);
  const negative = signed.startsWith("-");
  const digits = signed.replace(/^[+-]/, "");
  if (!Number.isFinite(value)) {
    const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
    const shown = digits === "NaN" ? sign : sign || "+";
    return pad(shown + digits, { ...flags, zero: false });
  }
  const body = flags.sharp && verb !== "b" ? withPoint(digits, verb, precision) : digits;
  const sign = signOf(negative, flags);
  const zeros = flags.zero && !flags.minus && flags.width !== undefined;
  const padded = zeros ? body.padStart(flags.width! - sign.length, "0") : body;
  return pad(sign + padded, { ...flags, zero: false });
}

function floatText(value: number, verb: string, precision: number, bits: 32 | 64): string {
  if (!Number.isFinite(value)) return formatFloat(value, "g", -1);
  if (verb === "x" || verb === "X") return hexadecimal(value, verb, precision);
  return verb === "b"
    ? binary(value, bits)
    : formatFloat(value, verb as FloatFormat, precision, bits);
}

/** What # does: there is a point, and %g keeps its zeros. */
function withPoint(digits: string, verb: string, precision: number): string {
  const hex = verb === "x" || verb === "X";
  const at = digits.search(hex ? /p/i : /e/i);
  let number = at < 0 ? digits : digits.slice(0, at);
  const tail = at < 0 ? "" : digits.slice(at);
  let missing = "gGx".includes(verb) ? (precision === -1 ? 6 : precision) : 0;
  missing -= number.replace(/^[0.]*/, "").replace(".", "").length;
  if (!number.includes(".")) {
    if (number === "0") missing--;
    number += ".";
  }
  return number + "0".repeat(Math.max(0, missing)) + tail;
}

/** The mantissa and the exponent of 2 as integers. */
function binary(value: number, bits: 32 | 64): string {
  const [size, bias] = bits === 64 ? [52, 1075] : [23, 150];
  const view = new DataView(new ArrayBuffer(8));
  if (bits === 64) view.setFloat64(0, Math.abs(value));
  else view.setFloat32(4, Math.abs(value));
  const raw = view.getBigUint64(0);
  const exponent = Number(raw >> BigInt(size));
  const fraction = raw & ((1n << BigInt(size)) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction | 1n << BigInt(size);
  const power = Math.max(exponent, 1) - bias;
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return `${sign}${mantissa}p${power < 0 ? "" : "+"}${power}`;
}

/** A hexadecimal mantissa, the shortest without a precision, with a binary exponent: 3.5 is 0x1.cp+01. */
function hexadecimal(value: number, verb: "x" | "X", precision: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const raw = view.getBigUint64(0);
  let exponent = Number(raw >> 52n) - 1023;
  let mantissa = raw === 0n ? 0n : raw & 0xf_ffff_ffff_ffffn | 1n << 52n;
  if (raw === 0n) exponent = 0;
  if (precision >= 0 && precision < 13) {
    const cut = BigInt(4 * (13 - precision));
    const [half, rest] = [1n << cut - 1n, mantissa & (1n << cut) - 1n];
    mantissa >>= cut;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= cut;
    if (mantissa >> 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const all = (mantissa & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, "0");
  const fraction = precision < 0
    ? all.replace(/0+$/, "")
    : all.slice(0, precision).padEnd(precision, "0");
  const power = String(Math.abs(exponent)).padStart(2, "0");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const lead = String(mantissa >> 52n);
  const text = `0x${lead}${fraction && "." + fraction}p${exponent < 0 ? "-" : "+"}${power}`;
  return sign + (verb === "X" ? text.toUpperCase() : text);
}
