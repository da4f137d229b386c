import type { Data } from "contract";
import { isMap } from "contract/data.ts";

/** The value where it is a map, else an empty one. */
export function dataOf(value: unknown): Data {
  return isMap(value) ? value : {};
}

/** The maps of a list, none where the value is no list. */
export function listOf(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** The value where it is text, else an empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
