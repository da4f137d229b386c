import { type Tree, treeAt, treesAt } from "../json/tree.ts";
import { compareQuantities } from "../types/quantity_compare.ts";

/** The quality of service of a Pod, from its containers' requests and limits. */
export function podQos(pod: Tree): string {
  const containers = [
    ...treesAt(pod, "spec", "initContainers"),
    ...treesAt(pod, "spec", "containers"),
  ];
  let any = false, guaranteed = containers.length > 0;
  for (const container of containers) {
    const requests = treeAt(container, "resources", "requests"),
      limits = treeAt(container, "resources", "limits");
    for (const name of ["cpu", "memory"]) {
      const request = requests[name], limit = limits[name];
      if (request !== undefined || limit !== undefined) any = true;
      if (
        limit === undefined ||
        (request !== undefined && compareQuantities(String(request), String(limit)) !== 0)
      ) {
        guaranteed = false;
      }
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}
