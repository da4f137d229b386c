import { isTree } from "../json/tree.ts";
import { writeSorted } from "../json/write.ts";
import type { Field, TypeNode } from "../types/node.ts";

/** Keys of built-in lists that Kubernetes' schema gives a default. */
const keyDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "v1.ContainerPort": { protocol: "TCP" },
  "v1.ServicePort": { protocol: "TCP" },
  "v1.PortStatus": {},
};

/** The path element of an item of a list that is a set or a map. Throws an Error where it has none. */
export function itemElement(list: TypeNode, item: unknown): string {
  return list.listType === "map" ? keyElement(list, item) : valueElement(item);
}

function valueElement(item: unknown): string {
  if (typeof item === "string") return `v:${JSON.stringify(item)}`;
  if (isTree(item)) {
    throw new Error("associative list without keys has an element that's a map type");
  }
  if (Array.isArray(item)) {
    throw new Error("not supported: associative list with lists as elements");
  }
  if (item === null) {
    throw new Error("associative list without keys has an element that's an explicit null");
  }
  return `v:${item}`;
}

function keyElement(list: TypeNode, item: unknown): string {
  if (item === null) throw new Error("associative list with keys may not have a null element");
  if (!isTree(item)) throw new Error("associative list with keys may not have non-map elements");
  const keys: Record<string, unknown> = {};
  let count = 0;
  for (const key of list.listKeys ?? []) {
    const value = item[key] ?? defaultOf(list, key);
    if (value === undefined) continue;
    keys[key] = value;
    count++;
  }
  if (count === 0) {
    const names = (list.listKeys ?? []).map((key) => JSON.stringify(key)).join(" ");
    throw new Error(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:${count === 1 ? singleKey(keys) : writeSorted(keys)}`;
}

function singleKey(keys: Record<string, unknown>): string {
  for (const key in keys) return `{${JSON.stringify(key)}:${JSON.stringify(keys[key])}}`;
  return "{}";
}

function defaultOf(list: TypeNode, key: string): unknown {
  const items = list.items!, field = items.fields?.get(key);
  return field?.default ?? keyDefaults[items.name]?.[key] ?? zeroKey(field);
}

/** Kubernetes' schema gives every field that Go always writes its zero value as default. */
function zeroKey(field: Field | undefined): unknown {
  if (field === undefined || field.omit !== "no" || field.pointer) return undefined;
  return field.type.kind === "string" ? "" : field.type.kind === "integer" ? 0 : undefined;
}
