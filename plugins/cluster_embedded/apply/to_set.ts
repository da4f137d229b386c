import { isTree, type Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { itemElement } from "./path_element.ts";
import { descend, newSet, type PathSet, type PathSetBuilder } from "./path_set.ts";
import { isDeclared, shapeOf, typeBelow } from "./walk.ts";

/** The fields that an object sets, as an apply of it would own them. */
export function fieldSetOf(node: TypeNode, object: Tree): PathSet {
  const set = newSet();
  collectMap(node, object, set);
  return set;
}

function collect(node: TypeNode, value: unknown, set: PathSetBuilder): void {
  const shape = shapeOf(node, value);
  if (shape === "leaf") set.own = true;
  else if (shape === "map" && isTree(value)) collectMap(node, value, set);
  else if (Array.isArray(value)) {
    for (const item of value) {
      const child = descend(set, itemElement(node, item));
      collect(node.items!, item, child);
      child.own = true;
    }
  }
}

function collectMap(node: TypeNode, value: Tree, set: PathSetBuilder): void {
  for (const key in value) {
    const item = value[key];
    const child = descend(set, `f:${key}`);
    collect(typeBelow(node, key), item, child);
    if (item === null || isEmptyTree(item) || !isDeclared(node, key)) child.own = true;
    if (!child.own && child.children.size === 0) set.children.delete(`f:${key}`);
  }
}

function isEmptyTree(value: unknown): boolean {
  if (!isTree(value)) return false;
  for (const _ in value) return false;
  return true;
}
