import { isTree, type Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { itemElement } from "./path_element.ts";
import type { PathSet } from "./path_set.ts";
import { isDeclared, shapeOf, typeBelow } from "./walk.ts";

/** The object without the members of the set; maps and lists that become empty are null. */
export function removeFields(node: TypeNode, object: Tree, set: PathSet): Tree {
  return (removeFrom(node, object, set) ?? {}) as Tree;
}

function removeFrom(node: TypeNode, value: unknown, set: PathSet): unknown {
  const shape = shapeOf(node, value);
  if (shape === "leaf" || set.children.size === 0) return value;
  if (isTree(value)) return removeKeys(node, value, set);
  return Array.isArray(value) ? removeItems(node, value, set) : value;
}

function removeKeys(node: TypeNode, value: Tree, set: PathSet): Tree | null {
  const kept: Tree = {};
  let count = 0;
  for (const key in value) {
    const child = set.children.get(`f:${key}`);
    if (child?.own) continue;
    kept[key] = child === undefined
      ? value[key]
      : removeFrom(typeBelow(node, key), value[key], child);
    count++;
  }
  return count > 0 ? kept : null;
}

function removeItems(node: TypeNode, value: unknown[], set: PathSet): unknown[] | null {
  const kept: unknown[] = [];
  for (const item of value) {
    const child = set.children.get(itemElement(node, item));
    if (child?.own) continue;
    kept.push(child === undefined ? item : removeFrom(node.items!, item, child));
  }
  return kept.length > 0 ? kept : null;
}

/** The set with every declared field on the way to a member a member itself. */
export function withParents(node: TypeNode, set: PathSet): PathSet {
  const children = new Map<string, PathSet>();
  for (const [element, child] of set.children) {
    const isField = element.startsWith("f:");
    const key = element.slice(2);
    const below = isField ? typeBelow(node, key) : node.items ?? node;
    const inner = child.children.size === 0 ? child : withParents(below, child);
    const own = inner.own || (isField && child.children.size > 0 && isDeclared(node, key));
    children.set(element, own === inner.own ? inner : { own, children: inner.children });
  }
  return { own: set.own, children };
}
