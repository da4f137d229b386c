import {
  CallError,
  define,
  Float32,
  type GoFunction,
  int64,
  parseFloat,
  parseInt64,
  Sized,
  sprint,
  typedList,
  underlying,
} from "../gotemplate/mod.ts";
import {
  type Decimal,
  decimalAdd,
  decimalDivide,
  decimalMultiply,
  decimalOf,
  decimalSubtract,
  decimalToNumber,
} from "./decimal.ts";

const LARGEST = 2 ** 63;

/** A float as an int64: what does not fit is the smallest one, as on amd64. */
function truncate(value: number): bigint {
  if (Number.isNaN(value) || value >= LARGEST || value < -LARGEST) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

/** spf13/cast's ToInt64: text is read with its prefix, what is no number is 0. */
export function toInt64(value: unknown): bigint {
  const plain = underlying(value);
  switch (typeof plain) {
    case "bigint":
      return plain;
    case "number":
      return truncate(plain);
    case "boolean":
      return plain ? 1n : 0n;
    case "string":
      return parseInt64(plain.replace(/^([^.]+)\.0+$/, "$1"), 0) ?? 0n;
  }
  if (plain instanceof Sized) return BigInt.asIntN(64, plain.value);
  return plain instanceof Float32 ? truncate(plain.value) : 0n;
}

/** spf13/cast's ToFloat64. */
export function toFloat64(value: unknown): number {
  const plain = underlying(value);
  switch (typeof plain) {
    case "number":
      return plain;
    case "string":
      return parseFloat(plain) ?? 0;
  }
  return plain instanceof Float32 ? plain.value : Number(toInt64(plain));
}

const fold = (
  values: readonly unknown[],
  step: (a: bigint, b: bigint) => bigint,
  start?: bigint,
): Sized => {
  const numbers = values.map(toInt64);
  const first = start ?? numbers.shift() ?? 0n;
  return int64(numbers.reduce((a, b) => BigInt.asIntN(64, step(a, b)), first));
};

const DIVIDE_BY_ZERO = "runtime error: integer divide by zero";

function divide(a: unknown, b: unknown, step: (a: bigint, b: bigint) => bigint): Sized {
  const divisor = toInt64(b);
  if (divisor === 0n) throw new CallError(DIVIDE_BY_ZERO);
  return int64(step(toInt64(a), divisor));
}

function decimals(
  first: unknown,
  rest: readonly unknown[],
  step: (a: Decimal, b: Decimal) => Decimal,
): number {
  const start = decimalOf(toFloat64(first));
  return decimalToNumber(rest.reduce((a: Decimal, b) => step(a, decimalOf(toFloat64(b))), start));
}

/** A list of ints may not be longer. */
const LONGEST = 10_000_000;

/** Numbers from `start` towards `stop`, without it. Throws CallError where there would be too many. */
function untilStep(start: number, stop: number, step: number): bigint[] {
  const out: bigint[] = [];
  if (stop < start ? step >= 0 : step <= 0) return typedList("int", out);
  if ((stop - start) / step > LONGEST) {
    throw new RangeError("Invalid array length");
  }
  for (let i = start; stop < start ? i > stop : i < stop; i += step) out.push(BigInt(i));
  return typedList("int", out);
}

function sequence(...params: number[]): string {
  if (params.length === 0 || params.length > 3) return "";
  const start = params.length === 1 ? 1 : params[0]!;
  const end = params.at(-1)!;
  const direction = end < start ? -1 : 1;
  const step = params.length === 3 ? params[1]! : direction;
  if (params.length === 3 && end < start && step > 0) return "";
  return untilStep(start, end + direction, step).join(" ");
}

function round(value: unknown, places: number, ...options: number[]): number {
  const on = options[0] ?? 0.5;
  const power = 10 ** places;
  const digit = power * toFloat64(value);
  const fraction = digit - Math.trunc(digit);
  return (fraction >= on ? Math.ceil(digit) : Math.floor(digit)) / power;
}

const greatest = (a: bigint, b: bigint) => a > b ? a : b;
const maximum = define(["any", "...any"], (...values) => fold(values, greatest));

/** Sprig's functions of numbers. */
export const NUMBERS: ReadonlyMap<string, GoFunction> = new Map([
  ["int", define(["any"], (value) => toInt64(value))],
  ["int64", define(["any"], (value) => int64(toInt64(value)))],
  ["float64", define(["any"], toFloat64)],
  ["atoi", define(["string"], (text) => parseInt64(text, 10) ?? 0n)],
  ["toDecimal", define(["any"], (value) => int64(parseInt64(sprint([value]), 8) ?? 0n))],
  ["add1", define(["any"], (value) => int64(toInt64(value) + 1n))],
  ["add", define(["...any"], (...values) => fold(values, (a, b) => a + b, 0n))],
  ["sub", define(["any", "any"], (a, b) => fold([a, b], (x, y) => x - y))],
  ["mul", define(["any", "...any"], (...values) => fold(values, (a, b) => a * b))],
  ["div", define(["any", "any"], (a, b) => divide(a, b, (x, y) => x / y))],
  ["mod", define(["any", "any"], (a, b) => divide(a, b, (x, y) => x % y))],
  ["add1f", define(["any"], (value) => decimals(value, [1n], decimalAdd))],
  ["addf", define(["...any"], (...values) => decimals(0, values, decimalAdd))],
  ["subf", define(["any", "...any"], (first, ...rest) => decimals(first, rest, decimalSubtract))],
  ["mulf", define(["any", "...any"], (first, ...rest) => decimals(first, rest, decimalMultiply))],
  ["divf", define(["any", "...any"], (first, ...rest) => decimals(first, rest, decimalDivide))],
  ["biggest", maximum],
  ["max", maximum],
  ["min", define(["any", "...any"], (...values) => fold(values, (a, b) => a < b ? a : b))],
  ["maxf", define(["any", "...any"], (...values) => Math.max(...values.map(toFloat64)))],
  ["minf", define(["any", "...any"], (...values) => Math.min(...values.map(toFloat64)))],
  ["ceil", define(["any"], (value) => Math.ceil(toFloat64(value)))],
  ["floor", define(["any"], (value) => Math.floor(toFloat64(value)))],
  ["round", define(["any", "int", "...float64"], round)],
  ["until", define(["int"], (count) => untilStep(0, count, count < 0 ? -1 : 1))],
  ["untilStep", define(["int", "int", "int"], untilStep)],
  ["seq", define(["...int"], sequence)],
]);
