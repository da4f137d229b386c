import { equal, type Tree } from "../json/tree.ts";
import { type Owners } from "./managed.ts";
import { equalSets } from "./path_set.ts";
import { managedOf, readOrNone, withoutManaged } from "./ownership.ts";

/** Whether two objects differ in nothing but the times of their managedFields. */
export function sameButTimes(a: Tree, b: Tree): boolean {
  if (!equal(withoutManaged(a), withoutManaged(b))) return false;
  return sameOwners(readOrNone(managedOf(a)), readOrNone(managedOf(b)));
}

function sameOwners(a: Owners, b: Owners): boolean {
  if (a.size !== b.size) return false;
  for (const [id, owner] of a) {
    const other = b.get(id);
    if (other === undefined || other.apiVersion !== owner.apiVersion) return false;
    if (!equalSets(owner.set, other.set)) return false;
  }
  return true;
}
