import { isTree, type Tree } from "../json/tree.ts";
import { emptySet, isEmptySet, type PathSet } from "./path_set.ts";

const parsed = new WeakMap<Tree, PathSet>();
const written = new WeakMap<PathSet, Tree>();
export const element = /^(f:|v:|i:|k:\{)/;

/** Reads FieldsV1. Throws an Error where an element is of no known kind. */
export function setFromFields(fields: unknown): PathSet {
  if (!isTree(fields)) return emptySet;
  const known = parsed.get(fields);
  if (known !== undefined) return known;
  const set = readFields(fields, true);
  parsed.set(fields, set);
  return set;
}

function readFields(fields: Tree, root: boolean): PathSet {
  const children = new Map<string, PathSet>();
  let own = false, count = 0;
  for (const key in fields) {
    count++;
    if (key === ".") {
      own = true;
      continue;
    }
    if (!element.test(key)) throw new Error(`unknown path element ${JSON.stringify(key)}`);
    const below = fields[key];
    if (isTree(below)) children.set(key, readFields(below, false));
  }
  return { own: !root && (own || count === 0), children };
}

/** Writes FieldsV1, elements in order. The same set gives the same object, which nobody changes. */
export function fieldsFromSet(set: PathSet): Tree {
  const known = written.get(set);
  if (known !== undefined) return known;
  const fields = writeFields(set, true);
  written.set(set, fields);
  parsed.set(fields, set);
  return fields;
}

function writeFields(set: PathSet, root: boolean): Tree {
  const fields: Tree = {};
  const keys = [...set.children.keys()].filter((key) => !isEmptySet(set.children.get(key)!)).sort();
  if (set.own && !root && keys.length > 0) fields["."] = {};
  for (const key of keys) {
    fields[key] = writeFields(set.children.get(key)!, false);
  }
  return fields;
}
