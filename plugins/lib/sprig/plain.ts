import type { Value } from "contract/yaml";
import {
  Complex,
  Float32,
  formatFloat,
  GoObject,
  isNilList,
  Sized,
  sortedKeys,
  TypedMap,
  visit,
} from "../gotemplate/mod.ts";

/** Whether a value holds nothing but what YAML and JSON know. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== undefined;
  visit();
  if (Array.isArray(value)) return value.length > 0 ? value.every(isPlain) : !isNilList(value);
  if (!(value instanceof Map) || (value instanceof TypedMap && value.isNil)) return false;
  for (const item of value.values()) if (!isPlain(item)) return false;
  return true;
}

/** A Go value as encoding/json sees it: times and versions are texts, bytes base64. */
export function plainValue(value: unknown): Value {
  return isPlain(value) ? value as Value : madePlain(value);
}

function madePlain(value: unknown): Value {
  visit();
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return isNilList(value) ? null : value.map(madePlain);
  if (value instanceof Map) {
    if (value instanceof TypedMap && value.isNil) return null;
    return new Map(sortedKeys(value).map((key) => [key, madePlain(value.get(key))]));
  }
  if (value instanceof Sized) return value.value;
  if (value instanceof Float32) return Number(formatFloat(value.value, "g", -1, 32));
  if (value instanceof Uint8Array) return value.toBase64();
  if (value instanceof GoObject) return madePlain(value.json);
  if (value instanceof Complex) throw new Error("json: unsupported type: complex128");
  throw new Error(`json: unsupported type: ${typeof value}`);
}
