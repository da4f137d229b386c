import { isMap } from "contract/data.ts";
import type { Data, KubeObject } from "contract";

/** The value where it is a map, else an empty one. */
export function dataOf(value: unknown): Data {
  return isMap(value) ? value : {};
}

/** Who owns which fields of an object: the entries of its `managedFields`. */
export function ownership({ metadata: { managedFields } }: KubeObject): Data[] {
  return Array.isArray(managedFields) ? managedFields.filter(isMap) : [];
}
