import { equal, isTree, type Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { itemElement } from "./path_element.ts";
import { descend, newSet, type PathSet, type PathSetBuilder, union } from "./path_set.ts";
import { shapeOf, typeBelow } from "./walk.ts";

/** What differs between two objects of one type. */
export interface Comparison {
  readonly added: PathSet;
  readonly removed: PathSet;
  readonly modified: PathSet;
}

interface Builders {
  readonly added: PathSetBuilder;
  readonly removed: PathSetBuilder;
  readonly modified: PathSetBuilder;
}

/** The fields that were added, removed and changed from one object to the other. */
export function compareObjects(node: TypeNode, from: Tree, to: Tree): Comparison {
  const result = { added: newSet(), removed: newSet(), modified: newSet() };
  compareMaps(node, from, to, result);
  return result;
}

/** Fields that were added or changed. */
export function written(comparison: Comparison): PathSet {
  return union(comparison.added, comparison.modified);
}

function compareValues(node: TypeNode, from: unknown, to: unknown, at: Builders): void {
  if (from === to && from !== undefined) return;
  const shape = shapeOf(node, to ?? from), other = shapeOf(node, from ?? to);
  if (shape === "leaf" || other === "leaf" || (isEmpty(from) && isEmpty(to))) {
    if (shape !== other && from !== undefined && to !== undefined) compareKinds(node, from, to, at);
    compareLeaves(from, to, at);
    return;
  }
  if (shape === "map") compareMaps(node, isTree(from) ? from : {}, isTree(to) ? to : {}, at);
  else compareLists(node, Array.isArray(from) ? from : [], Array.isArray(to) ? to : [], at);
  if (from === undefined) at.added.own = true;
  else if (to === undefined) at.removed.own = true;
}

/** Where one kind of value takes the place of another, what stood below goes, and the new comes. */
function compareKinds(node: TypeNode, from: unknown, to: unknown, at: Builders): void {
  if (isTree(from)) compareMaps(node, from, {}, at);
  if (isTree(to)) compareMaps(node, {}, to, at);
}

function compareLeaves(from: unknown, to: unknown, at: Builders): void {
  if (from === undefined) at.added.own = true;
  else if (to === undefined) at.removed.own = true;
  else if (!equal(from, to)) at.modified.own = true;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== "object") return false;
  for (const _ in value) return false;
  return true;
}

/** Compares what stands at a path element; where nothing differs no trace of it is left. */
function compareAt(at: Builders, element: string, compare: (below: Builders) => void): void {
  compare({
    added: descend(at.added, element),
    removed: descend(at.removed, element),
    modified: descend(at.modified, element),
  });
  for (const set of [at.added, at.removed, at.modified]) {
    const { own, children } = set.children.get(element)!;
    if (!own && children.size === 0) set.children.delete(element);
  }
}

function compareMaps(node: TypeNode, from: Tree, to: Tree, at: Builders): void {
  for (const key in from) {
    if (from[key] === to[key]) continue;
    const type = typeBelow(node, key);
    compareAt(at, `f:${key}`, (below) => compareValues(type, from[key], to[key], below));
  }
  for (const key in to) {
    if (key in from) continue;
    const type = typeBelow(node, key);
    compareAt(at, `f:${key}`, (below) => compareValues(type, undefined, to[key], below));
  }
}

function compareLists(node: TypeNode, from: unknown[], to: unknown[], at: Builders): void {
  const before = itemsByElement(node, from), after = itemsByElement(node, to);
  for (const [element, items] of before) {
    compareAt(
      at,
      element,
      (below) => compareItems(node.items!, items, after.get(element), below),
    );
  }
  for (const [element, items] of after) {
    if (before.has(element)) continue;
    compareAt(at, element, (below) => compareItems(node.items!, undefined, items, below));
  }
}

/** Items of one key: mostly one on each side; where there are several they are compared as one. */
function compareItems(
  node: TypeNode,
  from: unknown[] | undefined,
  to: unknown[] | undefined,
  at: Builders,
) {
  if ((from?.length ?? 0) > 1 || (to?.length ?? 0) > 1) compareLeaves(from, to, at);
  else compareValues(node, from?.[0], to?.[0], at);
}

function itemsByElement(node: TypeNode, items: unknown[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(node, item);
    const same = found.get(element);
    if (same === undefined) found.set(element, [item]);
    else same.push(item);
  }
  return found;
}
