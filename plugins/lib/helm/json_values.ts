import type { GoMap } from "../gotemplate/mod.ts";

function goValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(goValue);
  if (typeof value !== "object" || value === null) return value ?? null;
  return new Map(Object.entries(value).map(([key, item]) => [key, goValue(item)]));
}

/** Plain JavaScript as values of a chart: numbers are float64, as after JSON. What is no object is empty. */
export function valuesFromJson(source: unknown): GoMap {
  const value = goValue(source);
  return value instanceof Map ? value as GoMap : new Map();
}
