const powers: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity in CEL, by its approximate value. */
export class Quantity {
  constructor(readonly value: number) {}
}

/** Reads a quantity. Throws an Error in apimachinery's words. */
export function parse(text: string): Quantity {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkKMGTPE]?i?))$/.exec(text);
  const power = match?.[2] === undefined ? powers[match?.[3] ?? "?"] : Number(`1${match[2]}`);
  if (match === null || power === undefined) {
    throw new Error(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  return new Quantity(Number(match[1]) * power);
}

/** -1, 0 or 1. */
export function compare(a: Quantity, b: Quantity): number {
  return Math.sign(a.value - b.value);
}
