import type { Api } from "../api.ts";
import type { Typing } from "../apply/updater.ts";
import { newSet, pathOf, type PathSet } from "../apply/path_set.ts";
import { convertTo } from "./convert.ts";
import { splitGroupVersion } from "./registry.ts";
import { groupVersion, type Resource } from "./resource.ts";

const nothing: PathSet = newSet();
const status = pathOf("f:status"), spec = pathOf("f:spec");

/** The types of a resource for one kind of write. */
export function typingOf(api: Api, resource: Resource, subresource: string): Typing {
  const own = groupVersion(resource);
  return {
    node: resource.node,
    apiVersion: own,
    nodeOf(apiVersion) {
      if (apiVersion === own) return resource.node;
      const [group, version] = splitGroupVersion(apiVersion);
      return api.registry.find(group, version, resource.plural)?.node;
    },
    convert: (object, apiVersion) => convertTo(object, apiVersion),
    ignored: ignoredFields(resource, subresource),
  };
}

/** What a write through this subresource resets, and so cannot own. */
function ignoredFields(resource: Resource, subresource: string): PathSet {
  const hasStatus = resource.custom === undefined
    ? resource.subresources.some(({ name }) => name === "status")
    : resource.custom.hasStatus;
  if (!hasStatus) return nothing;
  if (subresource !== "status") return status;
  return statusResets[resource.bucket] ?? (resource.custom === undefined ? spec : customStatus);
}

function several(...paths: readonly string[][]): PathSet {
  const root = newSet();
  for (const path of paths) {
    const [first, ...rest] = path;
    root.children.set(first!, pathOf(...rest) as never);
  }
  return root;
}

const customStatus: PathSet = spec;
const specAndLabels = several(["f:spec"], ["f:metadata", "f:labels"]);
const statusResets: Readonly<Record<string, PathSet>> = {
  "apps/deployments": specAndLabels,
  "/pods": several(["f:spec"], ["f:metadata", "f:deletionTimestamp"]),
};
