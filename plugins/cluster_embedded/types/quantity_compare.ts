import { parseQuantity } from "./quantity.ts";

/** Less than, equal to or greater than zero, as a sorts before, with or after b. */
export function compareQuantities(a: string, b: string): number {
  const x = parseQuantity(a), y = parseQuantity(b);
  const scale = Math.min(x.scale, y.scale);
  const left = x.digits * 10n ** BigInt(x.scale - scale);
  const right = y.digits * 10n ** BigInt(y.scale - scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The value as a number, in thousandths. */
export function milliValue(text: string): number {
  const { digits, scale } = parseQuantity(text);
  return Number(digits) * 10 ** (scale + 3);
}

/** Whether a quantity is no whole number. */
export function isFractional(value: unknown): boolean {
  return typeof value === "string" && milliValue(value) % 1000 !== 0;
}
