import { isTree, type Tree } from "../json/tree.ts";

/**
 * The target after a JSON merge patch (RFC 7386); the target is not changed. As the server's library
 * has it, nulls also go from objects in lists, unless a list takes the place of an object.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isTree(patch)) return isTree(target) ? patch : withoutNulls(patch);
  if (!isTree(target)) return withoutNulls(patch);
  const result: Tree = { ...target };
  for (const key in patch) {
    const value = patch[key];
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const key in value) if (value[key] !== null) result[key] = withoutNulls(value[key]);
  return result;
}
