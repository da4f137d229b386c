import type { Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import type { PathSet } from "./path_set.ts";
import { typeBelow } from "./walk.ts";

interface Known {
  readonly node: TypeNode;
  readonly ignored: PathSet;
  readonly config: Tree;
}

/** The configuration that each set of fields was last derived from. */
const sources = new WeakMap<PathSet, Known>();

/** Remembers what a set was derived from. */
export function remember(set: PathSet, node: TypeNode, ignored: PathSet, config: Tree): void {
  sources.set(set, { node, ignored, config });
}

/**
 * Whether a configuration sets the same fields as the one that a set was derived from, with values
 * of the same kinds: then it fits its type, and the set is its set, without a look at either.
 */
export function isOfForm(set: PathSet, node: TypeNode, ignored: PathSet, config: Tree): boolean {
  const known = sources.get(set);
  return known !== undefined && known.node === node && known.ignored === ignored &&
    sameForm(node, known.config, config);
}

function sameForm(node: TypeNode, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== typeof b || a === null || b === null) return false;
  if (typeof a !== "object") return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(node, a, b);
  return !Array.isArray(b) && sameKeys(node, a as Tree, b as Tree);
}

function sameKeys(node: TypeNode, a: Tree, b: Tree): boolean {
  let count = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !sameForm(typeBelow(node, key), a[key], b[key])) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

function sameItems(list: TypeNode, a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  const items = list.items ?? list, keys = list.listType === "map" ? list.listKeys ?? [] : [];
  for (let i = 0; i < a.length; i++) {
    const x = a[i], y = b[i];
    // An item's place in the set is its value, or those of its keys.
    if (list.listType === "set" && x !== y) return false;
    if (!sameForm(items, x, y)) return false;
    for (const key of keys) if ((x as Tree)[key] !== (y as Tree)[key]) return false;
  }
  return true;
}
