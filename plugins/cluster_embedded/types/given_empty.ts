import { isTree, type Tree } from "../json/tree.ts";

const fields = new WeakMap<Tree, Set<string>>();

/** Remembers that a list or map was given and is empty, where the object itself leaves it out. */
export function noteEmpty(object: Tree, field: string): void {
  const known = fields.get(object);
  if (known === undefined) fields.set(object, new Set([field]));
  else known.add(field);
}

/** Whether a list or map that is not there was given empty. */
export function wasGivenEmpty(object: Tree, field: string): boolean {
  return fields.get(object)?.has(field) ?? false;
}

/** Whether an empty list or map was given anywhere at or below a value. */
export function holdsEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsEmpty);
  return isTree(value) && (fields.has(value) || Object.values(value).some(holdsEmpty));
}
