import type { Tree } from "../json/tree.ts";
import { equal } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";
import { compareObjects, type Comparison, written } from "./compare.ts";
import type { Owner, Owners } from "./managed.ts";
import { mergeObjects } from "./merge.ts";
import {
  difference,
  differenceBelow,
  equalSets,
  intersection,
  isEmptySet,
  type PathSet,
  union,
} from "./path_set.ts";
import { isOfForm, remember } from "./same_form.ts";
import { unowned } from "./unowned.ts";
import { removeFields, withParents } from "./remove.ts";
import { fieldSetOf } from "./to_set.ts";

/** Fields that another manager owns and that would be changed. */
export class ApplyConflict extends Error {
  constructor(readonly conflicts: readonly { readonly owner: Owner; readonly set: PathSet }[]) {
    super("conflict");
  }
}

/** What one write of a resource knows of its types. */
export interface Typing {
  readonly node: TypeNode;
  readonly apiVersion: string;
  /** The type of the resource in another version, or nothing where that is gone. */
  nodeOf(apiVersion: string): TypeNode | undefined;
  /** The object in another version. */
  convert(object: Tree, apiVersion: string): Tree;
  /** Fields that this kind of write cannot own. */
  readonly ignored: PathSet;
}

type Self = Omit<Owner, "set" | "time">;

/** Ownership after a plain write by `self`: what it changed is its own, what it removed is nobody's. */
export function updateOwners(
  typing: Typing,
  live: Tree,
  next: Tree,
  owners: Owners,
  id: string,
  self: Self,
): Owners {
  const { owners: rest, comparison } = takeOver(typing, live, next, owners, id, true);
  const mine = rest.get(id)?.set;
  const touched = differenceBelow(written(comparison), typing.ignored);
  const kept = mine === undefined ? undefined : difference(mine, comparison.removed);
  const set = kept === undefined ? touched : union(kept, touched);
  rest.delete(id);
  if (!isEmptySet(set)) rest.set(id, { ...self, set });
  return rest;
}

/** The object after an apply by `self` (undefined where nothing changes), and who owns what then. */
export function applyObject(
  typing: Typing,
  live: Tree,
  config: Tree,
  owners: Owners,
  id: string,
  self: Self,
  force: boolean,
): { object: Tree | undefined; owners: Owners } {
  const merged = mergeObjects(typing.node, live, config);
  const last = owners.get(id), set = appliedSet(typing, config, last?.set);
  remember(set, typing.node, typing.ignored, config);
  const withMine = new Map(owners).set(id, { ...self, set });
  // Only what was applied before and is not now can go.
  const pruned = last === undefined || last.set === set || isEmptySet(difference(last.set, set))
    ? merged
    : prune(typing, merged, withMine, last);
  if (owners.size === 0 || (owners.size === 1 && last !== undefined)) {
    return { object: equal(live, pruned) ? undefined : pruned, owners: withMine };
  }
  const taken = takeOver(typing, live, pruned, withMine, id, force).owners;
  return { object: equal(live, pruned) ? undefined : pruned, owners: taken };
}

/** The fields that a configuration owns. The same set as before is kept as the object it was. */
function appliedSet(typing: Typing, config: Tree, last: PathSet | undefined): PathSet {
  const { node, ignored } = typing;
  if (last !== undefined && isOfForm(last, node, ignored, config)) return last;
  const applied = differenceBelow(fieldSetOf(node, config), ignored);
  return last !== undefined && covers(last, applied) ? last : applied;
}

/** Whether two sets have the same members but for those that no manager owns. */
function covers(kept: PathSet, applied: PathSet): boolean {
  return equalSets(kept, difference(applied, unowned));
}

/** Takes changed and removed fields from all other owners. Throws ApplyConflict unless forced. */
function takeOver(
  typing: Typing,
  live: Tree,
  next: Tree,
  owners: Owners,
  id: string,
  force: boolean,
) {
  const byVersion = new Map<string, Comparison | undefined>();
  const comparison = filtered(compareObjects(typing.node, live, next), typing.ignored);
  byVersion.set(typing.apiVersion, comparison);
  const rest: Owners = new Map();
  const conflicts: { owner: Owner; set: PathSet }[] = [];
  for (const [key, owner] of owners) {
    if (key === id) {
      rest.set(key, owner);
      continue;
    }
    const theirs = comparisonIn(typing, byVersion, owner.apiVersion, live, next);
    if (theirs === undefined) continue;
    const clash = intersection(owner.set, written(theirs));
    if (!isEmptySet(clash)) conflicts.push({ owner, set: clash });
    const set = difference(difference(owner.set, clash), theirs.removed);
    if (!isEmptySet(set)) rest.set(key, set === owner.set ? owner : { ...owner, set });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts);
  return { owners: rest, comparison };
}

function comparisonIn(
  typing: Typing,
  known: Map<string, Comparison | undefined>,
  apiVersion: string,
  live: Tree,
  next: Tree,
): Comparison | undefined {
  if (known.has(apiVersion)) return known.get(apiVersion);
  const node = typing.nodeOf(apiVersion);
  const found = node === undefined ? undefined : filtered(
    compareObjects(node, typing.convert(live, apiVersion), typing.convert(next, apiVersion)),
    typing.ignored,
  );
  known.set(apiVersion, found);
  return found;
}

function filtered(comparison: Comparison, ignored: PathSet): Comparison {
  if (ignored.children.size === 0) return comparison;
  return {
    added: differenceBelow(comparison.added, ignored),
    removed: differenceBelow(comparison.removed, ignored),
    modified: differenceBelow(comparison.modified, ignored),
  };
}

/** Removes what was applied before, is not now, and nobody else owns. */
function prune(typing: Typing, merged: Tree, owners: Owners, last: Owner): Tree {
  const node = typing.nodeOf(last.apiVersion);
  if (node === undefined) return merged;
  const object = typing.convert(merged, last.apiVersion);
  const lastSet = withParents(node, last.set);
  let pruned = removeFields(node, object, lastSet);
  pruned = addBackOwned(typing, object, pruned, owners);
  pruned = addBackDangling(node, object, pruned, lastSet);
  return typing.convert(pruned, typing.apiVersion);
}

function addBackOwned(typing: Typing, merged: Tree, pruned: Tree, owners: Owners): Tree {
  const byVersion = new Map<string, PathSet>();
  for (const { apiVersion, set } of owners.values()) {
    const known = byVersion.get(apiVersion);
    byVersion.set(apiVersion, known === undefined ? set : union(known, set));
  }
  const home = String(merged.apiVersion ?? typing.apiVersion);
  let result = pruned;
  for (const [apiVersion, managed] of byVersion) {
    const node = typing.nodeOf(apiVersion);
    if (node === undefined) continue;
    const before = typing.convert(merged, apiVersion), after = typing.convert(result, apiVersion);
    const kept = union(withParents(node, fieldSetOf(node, after)), withParents(node, managed));
    const gone = difference(withParents(node, fieldSetOf(node, before)), kept);
    result = typing.convert(removeFields(node, before, gone), home);
  }
  return result;
}

function addBackDangling(node: TypeNode, merged: Tree, pruned: Tree, last: PathSet): Tree {
  const before = withParents(node, fieldSetOf(node, merged));
  const after = withParents(node, fieldSetOf(node, pruned));
  return removeFields(node, merged, intersection(difference(before, after), last));
}
