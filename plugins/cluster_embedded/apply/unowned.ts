import { descend, newSet, type PathSet } from "./path_set.ts";

const system = [
  ...["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName"],
  ...["generation", "managedFields", "resourceVersion"],
];

/** What no manager owns. */
export const unowned: PathSet = (() => {
  const set = newSet();
  for (const field of ["apiVersion", "kind", "metadata"]) descend(set, `f:${field}`).own = true;
  const metadata = descend(set, "f:metadata");
  for (const field of system) descend(metadata, `f:${field}`).own = true;
  return set;
})();
