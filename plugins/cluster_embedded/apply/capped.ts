import { identityOf, type Owner, type Owners } from "./managed.ts";
import { union } from "./path_set.ts";

const maxUpdaters = 10;

/** At most ten updaters: the oldest become one. */
export function capped(owners: Owners): Owners {
  const updaters = [...owners].filter(([, { operation }]) => operation === "Update");
  if (updaters.length <= maxUpdaters) return owners;
  updaters.sort(([, a], [, b]) => ((a.time ?? "") < (b.time ?? "") ? -1 : 1));
  const result = new Map(owners);
  const buckets = new Map<string, Owner>();
  let left = updaters.length;
  for (const [id, owner] of updaters) {
    if (left <= maxUpdaters) break;
    const bucket = buckets.get(owner.apiVersion);
    result.delete(id);
    if (bucket !== undefined) left--;
    const merged: Owner = {
      manager: "ancient-changes",
      operation: "Update",
      apiVersion: owner.apiVersion,
      subresource: "",
      set: bucket === undefined ? owner.set : union(bucket.set, owner.set),
      ...(owner.time === undefined ? {} : { time: owner.time }),
    };
    buckets.set(owner.apiVersion, merged);
    result.set(identityOf(merged), merged);
  }
  return result;
}
