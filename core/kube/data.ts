import type { Data } from "contract";

/** Whether `value` is a map. */
export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is a map, else an empty one. */
export function dataOf(value: unknown): Data {
  return isData(value) ? value : {};
}

/** The maps of a list, none where the value is no list. */
export function listOf(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isData) : [];
}

/** The value where it is text, else an empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
