/** Numbers as Go's strconv reads and writes them. */
const INT = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-fA-F]+$/,
} as const;
const PREFIX = { b: 2, o: 8, x: 16 } as const;
/** Underscores may stand between digits, and after a prefix, of a literal with base 0. */
const UNDERSCORES = /^(0[bBoOxX]_?|0_?)?[0-9a-fA-F]+(_[0-9a-fA-F]+)*$/;

type Radix = keyof typeof INT;

/** Digits without a sign; undefined where they are none. */
function magnitude(text: string, base: 0 | Radix): bigint | undefined {
  if (base !== 0) return INT[base].test(text) ? toBig(text, base) : undefined;
  if (text.includes("_") && !UNDERSCORES.test(text)) return undefined;
  let body = text.replaceAll("_", "");
  let radix: Radix = 10;
  const letter = body[0] === "0" ? body[1]?.toLowerCase() : undefined;
  if (letter === "b" || letter === "o" || letter === "x") {
    radix = PREFIX[letter];
    body = body.slice(2);
  } else if (body[0] === "0" && body.length > 1) {
    radix = 8;
    body = body.slice(1);
  }
  return INT[radix].test(body) ? toBig(body, radix) : undefined;
}

const LEAD: Readonly<Record<Radix, string>> = { 2: "0b", 8: "0o", 10: "", 16: "0x" };
const toBig = (digits: string, radix: Radix): bigint => BigInt(LEAD[radix] + digits);

/** Why a text is no number: the words that strconv uses. */
export type NumberProblem = "invalid syntax" | "value out of range";

/** strconv.ParseInt with 64 bits, or what is wrong with the text. */
export function readInt64(text: string, base: 0 | Radix): bigint | NumberProblem {
  const sign = text[0] === "-" || text[0] === "+" ? text[0] : "";
  const size = magnitude(text.slice(sign.length), base);
  if (size === undefined) return "invalid syntax";
  const value = sign === "-" ? -size : size;
  return BigInt.asIntN(64, value) === value ? value : "value out of range";
}

/** strconv.ParseInt with 64 bits; undefined for its errors. */
export function parseInt64(text: string, base: 0 | Radix): bigint | undefined {
  const value = readInt64(text, base);
  return typeof value === "bigint" ? value : undefined;
}

/** strconv.ParseUint with 64 bits; undefined for its errors. */
export function parseUint64(text: string, base: 0 | Radix): bigint | undefined {
  const value = magnitude(text, base);
  return value !== undefined && value < 2n ** 64n ? value : undefined;
}

const DECIMAL = /^[+-]?(?:[0-9]+(?:_?[0-9]+)*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9]+)$/;
const NAMED = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

function hexFloat(match: RegExpExecArray): number {
  const whole = match[2]!.replaceAll("_", "");
  const fraction = match[3]!.replaceAll("_", "");
  const value = Number(BigInt("0x" + (whole + fraction || "0"))) *
    2 ** (Number(match[4]) - 4 * fraction.length);
  return match[1] === "-" ? -value : value;
}

/** strconv.ParseFloat with 64 bits; undefined for its errors. */
export function parseFloat(text: string): number | undefined {
  const value = readFloat(text);
  return typeof value === "number" ? value : undefined;
}

/** strconv.ParseFloat with 64 bits, or what is wrong with the text. */
export function readFloat(text: string): number | NumberProblem {
  const named = NAMED.exec(text);
  if (named) return named[2] ? (named[1] === "-" ? -Infinity : Infinity) : NaN;
  const hex = HEXADECIMAL.exec(text);
  const hasUnderscore = text.includes("_");
  if (hasUnderscore && !hex) return "invalid syntax";
  if (!hex && !DECIMAL.test(text)) return "invalid syntax";
  const value = hex ? hexFloat(hex) : Number(text);
  return Number.isFinite(value) ? value : "value out of range";
}

/** Digits and exponent of the shortest text that reads as `value`: 1234 is ["1234", 3]. */
function shortest(value: number, bits: 32 | 64): [digits: string, exponent: number] {
  let text = Math.abs(value).toExponential();
  if (bits === 32) {
    for (let precision = 0; precision < 9; precision++) {
      text = Math.abs(value).toExponential(precision);
      if (Math.fround(Number(text)) === Math.abs(value)) break;
    }
  }
  const [mantissa, exponent] = text.split("e") as [string, string];
  return [mantissa.replace(".", ""), Number(exponent)];
}

/** How a float is written: strconv's letters. */
export type FloatFormat = "e" | "E" | "f" | "g" | "G";

const signOf = (value: number) => value < 0 || Object.is(value, -0) ? "-" : "";

/** strconv.FormatFloat; precision -1 is the shortest that reads back the same. */
export function formatFloat(
  value: number,
  format: FloatFormat,
  precision: number,
  bits: 32 | 64 = 64,
): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const size = Math.abs(value);
  if (format === "f") {
    return signOf(value) +
      (precision < 0 ? positional(shortest(size, bits)) : fixed(size, precision));
  }
  if (format === "e" || format === "E") {
    const [digits, exponent] = precision < 0 ? shortest(size, bits) : rounded(size, precision);
    return signOf(value) + exponential(digits, exponent, format);
  }
  return signOf(value) + general(size, format, precision, bits);
}

/** The float as a fraction of two integers, exactly. */
function fractionOf(size: number): [over: bigint, under: bigint] {
  let [value, under] = [size, 1n];
  while (!Number.isInteger(value)) {
    value *= 2;
    under *= 2n;
  }
  return [BigInt(value), under];
}

/** size * 10^places as an integer; a half goes to the even neighbour. */
function scaled(size: number, places: number): bigint {
  const [over, under] = fractionOf(size);
  const [a, b] = places < 0
    ? [over, under * 10n ** BigInt(-places)]
    : [over * 10n ** BigInt(places), under];
  const [whole, rest] = [a / b, a % b * 2n];
  return rest > b || (rest === b && whole % 2n === 1n) ? whole + 1n : whole;
}

/** Digits rounded to `precision` places after the first one. */
function rounded(size: number, precision: number): [digits: string, exponent: number] {
  if (size === 0) return ["0".repeat(precision + 1), 0];
  const exponent = Number(size.toExponential().split("e")[1]);
  const digits = String(scaled(size, precision - exponent));
  if (digits.length === precision + 1) return [digits, exponent];
  return [digits.slice(0, precision + 1), exponent + 1];
}

function fixed(size: number, precision: number): string {
  const digits = String(scaled(size, precision)).padStart(precision + 1, "0");
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function exponential(digits: string, exponent: number, letter: string): string {
  const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0]}${fraction}${letter}${exponent < 0 ? "-" : "+"}${power}`;
}

function positional([digits, exponent]: [string, number]): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, "0");
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function general(size: number, format: "g" | "G", precision: number, bits: 32 | 64): string {
  const places = precision === 0 ? 1 : precision;
  const [all, exponent] = precision < 0 ? shortest(size, bits) : rounded(size, places - 1);
  const digits = all.replace(/0+$/, "") || "0";
  let limit = places;
  if (precision < 0) limit = 6;
  else if (limit > digits.length && digits.length >= exponent + 1) limit = digits.length;
  if (exponent < -4 || exponent >= limit) {
    return exponential(digits, exponent, format === "g" ? "e" : "E");
  }
  return positional([digits, exponent]);
}
