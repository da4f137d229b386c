import { CallError } from "../gotemplate/mod.ts";

/** A decimal number: value times ten to the power of the exponent. */
export interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

/** How many digits a division keeps after the point. */
const DIVISION_DIGITS = 16;
/** A sum of numbers that are further apart would need too many digits. */
const WIDEST = 700;

/** The decimal that a float's shortest text stands for. Throws CallError for what is no number. */
export function decimalOf(number: number): Decimal {
  if (!Number.isFinite(number)) {
    throw new CallError(
      `Cannot create a Decimal from ${Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf"}`,
    );
  }
  const [mantissa, exponent] = number.toExponential().split("e") as [string, string];
  const fraction = mantissa.split(".")[1]?.length ?? 0;
  return { value: BigInt(mantissa.replace(".", "")), exponent: Number(exponent) - fraction };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  if (Math.max(a.exponent, b.exponent) - exponent > WIDEST) throw new CallError("decimal too wide");
  const scale = (d: Decimal) => d.value * 10n ** BigInt(d.exponent - exponent);
  return [scale(a), scale(b), exponent];
}

/** The sum. */
export function decimalAdd(a: Decimal, b: Decimal): Decimal {
  const [x, y, exponent] = align(a, b);
  return { value: x + y, exponent };
}

/** The difference. */
export function decimalSubtract(a: Decimal, b: Decimal): Decimal {
  return decimalAdd(a, { value: -b.value, exponent: b.exponent });
}

/** The product. */
export function decimalMultiply(a: Decimal, b: Decimal): Decimal {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent };
}

/** The quotient, rounded half away from zero. Throws CallError for a division by 0. */
export function decimalDivide(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw new CallError("decimal division by 0");
  const [x, y] = align(a, b);
  const scaled = x * 10n ** BigInt(DIVISION_DIGITS);
  const quotient = scaled / y;
  const rest = scaled % y;
  const abs = (n: bigint) => n < 0n ? -n : n;
  const up = abs(rest) * 2n >= abs(y) ? ((x < 0n) === (y < 0n) ? 1n : -1n) : 0n;
  return { value: quotient + up, exponent: -DIVISION_DIGITS };
}

/** The float64 nearest to a decimal. */
export const decimalToNumber = ({ value, exponent }: Decimal): number =>
  Number(`${value}e${exponent}`);
