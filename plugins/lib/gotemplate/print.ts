import { fromBytes } from "./bytes.ts";
import { formatFloat } from "./strconv.ts";
import { visit } from "./visits.ts";
import { Complex, Float32, GoObject, showComplex, Sized, sortedKeys } from "./values.ts";

/** A float64 as %v writes it: 1000000 is 1e+06. */
export function showFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1_000_000 && !Object.is(value, -0)) {
    return String(value);
  }
  return formatFloat(value, "g", -1);
}

/** A value as %v writes it. */
export function show(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return showFloat(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return "<nil>";
  }
  if (value === null) return "<nil>";
  visit();
  if (value instanceof Map) {
    return `map[${sortedKeys(value).map((key) => `${key}:${show(value.get(key))}`).join(" ")}]`;
  }
  if (Array.isArray(value)) return `[${value.map(show).join(" ")}]`;
  if (value instanceof Uint8Array) return `[${[...value].join(" ")}]`;
  if (value instanceof GoObject) return value.text();
  if (value instanceof Sized) return String(value.value);
  if (value instanceof Float32) return formatFloat(value.value, "g", -1, 32);
  if (value instanceof Complex) return showComplex(value);
  return "0x0";
}

/** fmt.Sprint: spaces stand between operands when neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let out = "";
  values.forEach((value, i) => {
    const spaced = i > 0 && typeof value !== "string" && typeof values[i - 1] !== "string";
    out += (spaced ? " " : "") + show(value);
  });
  return out;
}

/** fmt.Sprintln: spaces everywhere, and a line feed. */
export const sprintln = (values: readonly unknown[]): string => values.map(show).join(" ") + "\n";

/** What an action prints for a value. */
export function printed(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "<no value>" : show(value);
}

/** Sprig's strval: strings and bytes as they are, others as %v. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? fromBytes(value) : show(value);
}
