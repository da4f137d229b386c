import type { Tree } from "../json/tree.ts";
import { withoutEmptyLists } from "../types/empty_lists.ts";
import { convertTo } from "./convert.ts";
import { groupVersion, type Resource } from "./resource.ts";

/** The version in which a built-in bucket keeps its objects, where it is not the one written. */
const storageVersions: Readonly<Record<string, string>> = {
  "autoscaling/horizontalpodautoscalers": "autoscaling/v2",
  "/events": "v1",
};

/** The version in which the objects of a resource are kept. */
export function storageVersion(resource: Resource): string {
  const custom = resource.custom;
  if (custom === undefined) return storageVersions[resource.bucket] ?? groupVersion(resource);
  const versions = (custom.definition.spec as Tree).versions as Tree[];
  const storage = versions.find((version) => version.storage === true);
  return `${resource.group}/${storage?.name ?? resource.version}`;
}

/** The object in the version in which it is kept. */
export function stored(resource: Resource, object: Tree): Tree {
  return readAgain(resource, convertTo(object, storageVersion(resource)));
}

/** The object as it is read after it was written. */
export function readAgain({ custom, node }: Resource, object: Tree): Tree {
  return custom === undefined ? withoutEmptyLists(node, object) : object;
}
