/** Quantities, as apimachinery's resource.Quantity reads and writes them. */

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const decimal: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const binary: Readonly<Record<string, number>> = {
  ...{ Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 },
};
const decimalSuffix = new Map(
  Object.entries(decimal).map(([suffix, exponent]) => [exponent, suffix]),
);
const binarySuffixes = ["", ...Object.keys(binary)];

/** A number as `digits * 10^scale`, with the way it was written. */
export interface Quantity {
  readonly digits: bigint;
  readonly scale: number;
  readonly format: "decimal" | "binary" | "exponent";
  /** The text itself, where it is already canonical for Go. */
  readonly text?: string;
}

const recent = new Map<string, Quantity>();
const mostRecent = 1000;

/** Reads a quantity. Throws an Error with Go's message. */
export function parseQuantity(text: string): Quantity {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const quantity = readQuantity(text);
  if (recent.size >= mostRecent) recent.clear();
  recent.set(text, quantity);
  return quantity;
}

function readQuantity(text: string): Quantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text.trim());
  if (match === null || (match[2] === "" && (match[3] ?? "") === "")) {
    throw new Error(
      /^[+-]?[0-9.]*[-+]\d+$|^[+-]?[0-9.]+[eEinumkKMGTP]+[-+]?[0-9]*$/.test(text)
        ? "unable to parse quantity's suffix"
        : wrongFormat,
    );
  }
  const [, sign, whole, fraction = "", suffix = ""] = match;
  const exponentForm = /^[eE]([-+]?\d+)$/.exec(suffix);
  const format = exponentForm !== null ? "exponent" : suffix in binary ? "binary" : "decimal";
  if (format === "decimal" && !(suffix in decimal)) {
    throw new Error("unable to parse quantity's suffix");
  }
  const exponent = exponentForm !== null ? Number(exponentForm[1]) : decimal[suffix] ?? 0;
  if (Math.abs(exponent) > 1000) throw new Error("unable to parse quantity's suffix");
  const number = whole!.replace(/^0+/, "");
  let digits = BigInt(number + fraction === "" ? "0" : number + fraction);
  if (format === "binary") digits *= 1n << BigInt(binary[suffix]!);
  if (sign === "-") digits = -digits;
  const scale = exponent - fraction.length;
  const kept = isCanonical(format, number, fraction, suffix, scale) || text === "0" ? { text } : {};
  return { digits, scale, format, ...kept };
}

/** Go reuses the text of numbers that look canonical to its fast path. */
function isCanonical(
  format: string,
  whole: string,
  fraction: string,
  suffix: string,
  scale: number,
) {
  const shifted = whole + fraction;
  if (format === "binary") {
    const precision = 15 - whole.length - Math.trunc((binary[suffix]! * 3) / 10) - 1;
    return fraction === "" && precision >= 0 && (Number(whole) & 7) !== 0;
  }
  return shifted.length <= 18 && scale >= -9 && scale % 3 === 0 && !shifted.endsWith("000") &&
    shifted !== "" && !shifted.startsWith("0");
}

/** The quantity's canonical text. Throws an Error with Go's message where it is none. */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text));
}

/** Rounded up to thousandths, as the values of resource lists are. */
export function roundToMilli(text: string): string {
  const quantity = parseQuantity(text);
  if (quantity.scale >= -3) return text;
  return formatQuantity({ ...rescale(quantity, -3), format: quantity.format });
}

function rescale({ digits, scale, format }: Quantity, to: number): Quantity {
  const divisor = 10n ** BigInt(to - scale);
  const rest = digits % divisor;
  const rounded = digits / divisor + (rest > 0n ? 1n : rest < 0n ? -1n : 0n);
  return { digits: rounded, scale: to, format };
}

/** Canonical text: the largest suffix with a whole number. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  let { digits, scale } = quantity.scale < -9 ? rescale(quantity, -9) : quantity;
  if (digits === 0n) return "0";
  while (digits % 10n === 0n) {
    digits /= 10n;
    scale++;
  }
  if (quantity.format === "binary" && scale >= 0) {
    const value = digits * 10n ** BigInt(scale);
    if (value <= -1024n || value >= 1024n) return formatBinary(value);
  }
  const exponent = Math.min(18, Math.floor(scale / 3) * 3);
  const shown = digits * 10n ** BigInt(scale - exponent);
  if (quantity.format !== "exponent") {
    return `${shown}${decimalSuffix.get(exponent) ?? `e${exponent}`}`;
  }
  return exponent === 0 ? String(shown) : `${shown}e${exponent}`;
}

function formatBinary(value: bigint): string {
  let step = 0;
  while (value % 1024n === 0n && step < binarySuffixes.length - 1) {
    value /= 1024n;
    step++;
  }
  return `${value}${binarySuffixes[step]}`;
}
