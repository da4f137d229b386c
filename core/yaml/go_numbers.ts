const MAX_INT = 0x7fffffffffffffffn;
const MIN_INT = -0x8000000000000000n;
const MAX_UINT = 0xffffffffffffffffn;

const RADIX: Readonly<Record<string, RegExp>> = {
  "2": /^[01]+$/,
  "8": /^[0-7]+$/,
  "10": /^[0-9]+$/,
  "16": /^[0-9a-fA-F]+$/,
};
const PREFIX: Readonly<Record<string, [number, string]>> = {
  "0x": [16, "0x"],
  "0b": [2, "0b"],
  "0o": [8, "0o"],
};

/** Digits of the given base as an integer without sign; undefined where they are none. */
function digits(text: string, base: number): bigint | undefined {
  let radix = base;
  let body = text;
  if (base === 0) {
    const prefix = PREFIX[text.slice(0, 2).toLowerCase()];
    if (prefix) {
      radix = prefix[0];
      body = text.slice(2);
    } else if (text.length > 1 && text[0] === "0") {
      radix = 8;
      body = text.slice(1);
    } else radix = 10;
  }
  if (!RADIX[String(radix)]!.test(body)) return undefined;
  const lead = radix === 16 ? "0x" : radix === 8 ? "0o" : radix === 2 ? "0b" : "";
  return BigInt(lead + body);
}

/** strconv.ParseInt(text, base, 64); base 0 goes by the prefix. Undefined for its errors, range included. */
export function parseInt64(text: string, base: number): bigint | undefined {
  const sign = text[0] === "-" || text[0] === "+" ? text[0] : "";
  const magnitude = digits(text.slice(sign.length), base);
  if (magnitude === undefined) return undefined;
  const value = sign === "-" ? -magnitude : magnitude;
  return value > MAX_INT || value < MIN_INT ? undefined : value;
}

/** strconv.ParseUint(text, base, 64). */
export function parseUint64(text: string, base: number): bigint | undefined {
  const value = digits(text, base);
  return value === undefined || value > MAX_UINT ? undefined : value;
}

/** strconv.ParseFloat of decimal text; undefined where it is none or too large. */
export function parseFloat64(text: string): number | undefined {
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Digits and exponent of the shortest text that reads as `value`: 1234 is ["1234", 3]. */
function shortest(value: number): [string, number] {
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e") as [string, string];
  return [mantissa.replace(".", ""), Number(exponent)];
}

function exponential(value: number, sign: string): string {
  const [all, exponent] = shortest(value);
  const fraction = all.length > 1 ? "." + all.slice(1) : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${sign}${all[0]}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** strconv.FormatFloat(value, 'f', -1, 64) of a finite number: without an exponent, however long. */
export function formatFixedFloat(value: number): string {
  const sign = signOf(value);
  const [all, exponent] = shortest(value);
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${all}`;
  if (all.length <= exponent + 1) return sign + all.padEnd(exponent + 1, "0");
  return `${sign}${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`;
}

const signOf = (value: number) => value < 0 || Object.is(value, -0) ? "-" : "";

/** strconv.FormatFloat(value, 'g', -1, 64), with yaml's words for what is no number. */
export function formatYamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (value === 0) return signOf(value) + "0";
  const exponent = shortest(value)[1];
  const wide = exponent < -4 || exponent >= 6;
  return wide ? exponential(value, signOf(value)) : formatFixedFloat(value);
}

/** A float64 as encoding/json writes it; undefined for what is no number. */
export function formatJsonFloat(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return signOf(value) + "0";
  const size = Math.abs(value);
  if (size >= 1e-6 && size < 1e21) return formatFixedFloat(value);
  return exponential(value, signOf(value)).replace(/e-0(\d)$/, "e-$1");
}
