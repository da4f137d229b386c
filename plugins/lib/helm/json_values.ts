import { decodeJson } from "contract/yaml";
import type { GoMap } from "../gotemplate/mod.ts";
import { mismatch } from "./yaml.ts";

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

/** The map that a text of JSON holds; null is an empty one. Throws JsonError, CallError. */
export function readJsonMap(text: string): GoMap {
  const value = decodeJson(text);
  if (value instanceof Map) return value as GoMap;
  if (value === null) return new Map();
  throw mismatch(value, "map[string]interface {}");
}
