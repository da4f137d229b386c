import { equal, type Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { itemElement } from "./path_element.ts";
import { shapeOf, typeBelow } from "./walk.ts";

/** The live object with the applied one laid over it; what is not applied stays. */
export function mergeObjects(node: TypeNode, live: Tree, applied: Tree): Tree {
  return mergeMaps(node, live, applied);
}

/** A null says nothing of what stands in a map or list. */
function isHeld(node: TypeNode, live: unknown): boolean {
  if (shapeOf(node, live) === "leaf" || typeof live !== "object") return false;
  return Object.keys(live ?? {}).length > 0;
}

/** What does not change is the live value itself, so that comparing stops there. */
function mergeValues(node: TypeNode, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined || live === null) return applied;
  if (applied === null) return isHeld(node, live) ? live : null;
  const shape = shapeOf(node, applied);
  if (shape === "leaf" || shapeOf(node, live) !== shape) {
    return equal(live, applied) ? live : applied;
  }
  return shape === "map"
    ? mergeMaps(node, live as Tree, applied as Tree)
    : mergeLists(node, live as unknown[], applied as unknown[]);
}

function mergeMaps(node: TypeNode, live: Tree, applied: Tree): Tree {
  let merged: Tree | undefined;
  for (const key in applied) {
    const before = live[key], value = mergeValues(typeBelow(node, key), before, applied[key]);
    if (value === before && before !== undefined) continue;
    merged ??= { ...live };
    merged[key] = value;
  }
  return merged ?? live;
}

/**
 * Items of both lists by their key: applied items in their order, live ones kept where they stood
 * between shared items.
 */
function mergeLists(node: TypeNode, live: unknown[], applied: unknown[]): unknown[] {
  const left = live.map((item) => itemElement(node, item));
  const right = applied.map((item) => itemElement(node, item));
  const inLive = new Map(left.map((element, i) => [element, live[i]]));
  const inApplied = new Map(right.map((element, i) => [element, applied[i]]));
  const shared = right.filter((element) => inLive.has(element));
  const done = new Set<string>(), merged: unknown[] = [];
  let l = 0, r = 0, s = 0;
  const take = (element: string) => {
    done.add(element);
    merged.push(mergeValues(node.items!, inLive.get(element), inApplied.get(element)));
    if (shared[s] === element) s++;
  };
  while (l < left.length || r < right.length) {
    const element = left[l];
    if (element !== undefined && r < right.length) {
      if (element === right[r]) {
        take(element);
        l++;
        r++;
        continue;
      }
      if (inApplied.has(element) && shared[s] !== undefined && shared[s] !== element) {
        l++;
        continue;
      }
    }
    if (element !== undefined) {
      if (!inApplied.has(element)) {
        merged.push(live[l++]);
        continue;
      }
      if (done.has(element)) l++;
    }
    if (r < right.length) take(right[r++]!);
  }
  const same = merged.length === live.length && merged.every((item, i) => item === live[i]);
  return same ? live : merged;
}
