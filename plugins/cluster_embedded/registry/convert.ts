import { clone, isTree, type Tree, treeAt } from "../json/tree.ts";
import type { Resource } from "./resource.ts";
import { groupVersion } from "./resource.ts";
import { hpaToV1, hpaToV2 } from "./convert_hpa.ts";
import { eventToCore, eventToEvents } from "./convert_event.ts";

type Conversion = (object: Tree) => Tree;

/** From the stored version of a built-in resource to another, and back. */
const conversions: Readonly<Record<string, Conversion>> = {
  "autoscaling/v2>autoscaling/v1": hpaToV1,
  "autoscaling/v1>autoscaling/v2": hpaToV2,
  "v1>events.k8s.io/v1": eventToEvents,
  "events.k8s.io/v1>v1": eventToCore,
};

/** The object in another version of its resource. Custom resources change in name alone. */
export function convertTo(object: Tree, apiVersion: string): Tree {
  const from = String(object.apiVersion ?? "");
  if (from === apiVersion || from === "") return object;
  const conversion = conversions[`${from}>${apiVersion}`];
  if (conversion !== undefined) {
    const converted = conversion(clone(object));
    return { ...converted, apiVersion };
  }
  return { ...object, apiVersion };
}

/** The object as a resource serves it. */
export function served(resource: Resource, object: Tree): Tree {
  const own = groupVersion(resource);
  const converted = object.apiVersion === own ? object : convertTo(object, own);
  if (resource.custom === undefined) return converted;
  const copy = clone(converted);
  resource.custom.applyDefaults(copy);
  return copy;
}

/** The metadata of an object; an empty one where it has none. */
export function metaOf(object: Tree): Tree {
  return isTree(object.metadata) ? object.metadata : treeAt(object, "metadata");
}
