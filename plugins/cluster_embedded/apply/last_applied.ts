import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { writeSorted } from "../json/write.ts";
import type { TypeNode } from "../types/node.ts";
import { compareObjects } from "./compare.ts";
import { difference, type PathSet } from "./path_set.ts";
import { fieldSetOf } from "./to_set.ts";

/** kubectl's client-side apply keeps what it sent here. */
export const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const maxSize = 256 * 1024;

/**
 * The fields that kubectl may take without force: those that its client-side apply set and that
 * still have that value.
 */
export function allowedByLastApplied(node: TypeNode, live: Tree): PathSet | undefined {
  const text = treeAt(live, "metadata", "annotations")[lastApplied];
  if (typeof text !== "string") return undefined;
  let applied: unknown;
  try {
    applied = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isTree(applied)) return undefined;
  const set = fieldSetOf(node, applied);
  const { modified, removed } = compareObjects(node, applied, live);
  return difference(difference(set, modified), removed);
}

/** A server-side apply by kubectl keeps the annotation up to date where there is one. */
export function refreshLastApplied(live: Tree, object: Tree, config: Tree): void {
  const annotations = treeAt(live, "metadata", "annotations");
  if (typeof annotations[lastApplied] !== "string") return;
  const metadata = isTree(config.metadata) ? { ...config.metadata } : {};
  if (isTree(metadata.annotations)) {
    const { [lastApplied]: _, ...rest } = metadata.annotations;
    metadata.annotations = rest;
  }
  const text = `${writeSorted({ ...config, metadata })}\n`;
  if (text.length > maxSize) return;
  const own = object.metadata as Tree;
  own.annotations = { ...treeAt(own, "annotations"), [lastApplied]: text };
}
