/** What JSON holds here: as JSON.parse gives it, with integers beyond 2^53 as bigint. */
export type Tree = Record<string, unknown>;

/** True for an object that is neither null nor a list. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a path of keys, or an empty one (not attached) where there is none. */
export function treeAt(root: unknown, ...path: string[]): Tree {
  const value = valueAt(root, ...path);
  return isTree(value) ? value : {};
}

/** The value at a path of keys. */
export function valueAt(root: unknown, ...path: string[]): unknown {
  let value = root;
  for (const key of path) {
    if (!isTree(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The string at a path of keys, or "". */
export function textAt(root: unknown, ...path: string[]): string {
  const value = valueAt(root, ...path);
  return typeof value === "string" ? value : "";
}

/** The list at a path of keys, or an empty one. */
export function listAt(root: unknown, ...path: string[]): unknown[] {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value : [];
}

/** The objects among the list at a path of keys. */
export function treesAt(root: unknown, ...path: string[]): Tree[] {
  return listAt(root, ...path).filter(isTree);
}

/** The object at a path of keys, made where it is absent. */
export function makeTree(root: Tree, ...path: string[]): Tree {
  let value = root;
  for (const key of path) {
    const next = value[key];
    value = isTree(next) ? next : (value[key] = {}) as Tree;
  }
  return value;
}

/** A deep copy; scalars are shared. */
export function clone<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(clone) as T;
  const copy: Tree = {};
  for (const key in value) copy[key] = clone((value as Tree)[key]);
  return copy as T;
}

/** Deep equality, whatever the order of keys. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((x, i) => equal(x, b[i]));
  }
  if (Array.isArray(b)) return false;
  let count = 0;
  for (const key in a) {
    if (!(key in b) || !equal((a as Tree)[key], (b as Tree)[key])) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

/** Sets a key, or deletes it where the value is undefined. */
export function put(tree: Tree, key: string, value: unknown): void {
  if (value === undefined) delete tree[key];
  else tree[key] = value;
}
