import { isTree, type Tree } from "../json/tree.ts";
import type { TypeNode } from "./node.ts";

const known = new Map<TypeNode, boolean>();

/** Whether a list that Go always writes stands at or below a type. */
function hasWrittenLists(node: TypeNode): boolean {
  const found = known.get(node);
  if (found !== undefined) return found;
  // A type that holds itself is looked at once.
  known.set(node, false);
  const below = node.kind === "list" || node.kind === "map"
    ? node.items !== undefined && hasWrittenLists(node.items)
    : [...node.fields?.values() ?? []].some(({ type, omit }) =>
      (type.kind === "list" && omit === "no") || hasWrittenLists(type)
    );
  known.set(node, below);
  return below;
}

/**
 * The object as it comes back from storage, which keeps no empty lists: those that are always
 * written are null there. What does not change is the value itself.
 */
export function withoutEmptyLists(node: TypeNode, object: Tree): Tree {
  return stored(node, object) as Tree;
}

function stored(node: TypeNode, value: unknown): unknown {
  if (!hasWrittenLists(node)) return value;
  if (Array.isArray(value)) {
    return node.items === undefined ? value : storedItems(node.items, value);
  }
  if (!isTree(value)) return value;
  return node.kind === "map" ? storedKeys(() => node.items, value) : storedFields(node, value);
}

function storedItems(node: TypeNode, value: unknown[]): unknown[] {
  const items = value.map((item) => stored(node, item));
  return items.every((item, i) => item === value[i]) ? value : items;
}

function storedFields(node: TypeNode, value: Tree): Tree {
  let kept = storedKeys((key) => node.fields?.get(key)?.type, value);
  for (const { name, type, omit } of node.fields?.values() ?? []) {
    const item = kept[name];
    if (type.kind !== "list" || omit !== "no" || !Array.isArray(item) || item.length > 0) continue;
    kept = { ...kept, [name]: null };
  }
  return kept;
}

function storedKeys(typeOf: (key: string) => TypeNode | undefined, value: Tree): Tree {
  let kept: Tree | undefined;
  for (const key in value) {
    const type = typeOf(key);
    if (type === undefined) continue;
    const item = stored(type, value[key]);
    if (item === value[key]) continue;
    kept ??= { ...value };
    kept[key] = item;
  }
  return kept ?? value;
}
