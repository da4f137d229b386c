import { isTree, type Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";

/**
 * What a JSON or merge patch made, as messages quote it: objects that the patch went through have
 * their keys sorted, all others are as they were.
 */
export function showPatched(result: Tree, patch: unknown): string {
  return writeJson(sorted(result, Array.isArray(patch) ? touched(patch) : patch));
}

function sorted(value: unknown, patch: unknown): unknown {
  if (!isTree(value) || !isTree(patch)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key], patch[key])]));
}

/** The objects that the operations of a JSON patch go through. */
function touched(operations: readonly unknown[]): Tree {
  const root: Tree = {};
  for (const operation of operations) {
    if (!isTree(operation) || typeof operation.path !== "string") continue;
    let at = root;
    for (const key of operation.path.split("/").slice(1, -1)) {
      if (!isTree(at[key])) at[key] = {};
      at = at[key] as Tree;
    }
  }
  return root;
}
