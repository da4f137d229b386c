import { timestamp } from "../api.ts";
import { holdsEmpty } from "../types/given_empty.ts";
import { equal, put, textAt, type Tree } from "../json/tree.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { type Resource } from "../registry/resource.ts";
import { type Write } from "./write.ts";

const kept = ["creationTimestamp", "generation", "uid"];
/** What a deletion set cannot be taken away; setting it in another way is refused later. */
const keptOnceSet = ["deletionTimestamp", "deletionGracePeriodSeconds"];

export function prepareUpdate(write: Write, current: Tree, next: Tree): void {
  const { resource, subresource, api } = write;
  const metadata = metadataOf(next), old = metadataOf(current);
  for (const field of kept) {
    if (field === "uid" && textAt(metadata, "uid") !== "") continue;
    put(metadata, field, old[field]);
  }
  for (const field of keptOnceSet) {
    if (old[field] !== undefined) metadata[field] = old[field];
  }
  delete metadata.selfLink;
  if (subresource === "status") keepAllButStatus(resource, current, next);
  else if (hasStatus(resource)) put(next, "status", current.status);
  const context = { now: timestamp(api.now()), subresource, user: write.user.name };
  resource.strategy.prepareUpdate?.(next, current, context);
  if (resource.strategy.generation && raisesGeneration(resource, current, next)) {
    metadata.generation = Number(old.generation ?? 0) + 1;
  }
}

/** Whether the status is a subresource. */
export function hasStatus(resource: Resource): boolean {
  if (resource.custom !== undefined) return resource.custom.hasStatus;
  return resource.strategy.hasStatus !== false &&
    resource.subresources.some(({ name }) => name === "status");
}

function keepAllButStatus(resource: Resource, current: Tree, next: Tree): void {
  if (resource.custom !== undefined) {
    const managedFields = metadataOf(next).managedFields;
    for (const key in next) if (key !== "status") delete next[key];
    for (const key in current) if (key !== "status") next[key] = current[key];
    next.metadata = { ...metadataOf(current) };
    put(next.metadata as Tree, "managedFields", managedFields);
    return;
  }
  for (const key in next) if (key !== "status" && key !== "metadata") put(next, key, current[key]);
  for (const key in current) if (key !== "status" && key !== "metadata") next[key] = current[key];
  if (resource.bucket === "apps/deployments") {
    put(metadataOf(next), "labels", metadataOf(current).labels);
  }
}

const annotationsCount = new Set(["apps/deployments"]);

function raisesGeneration(resource: Resource, current: Tree, next: Tree): boolean {
  if (resource.custom !== undefined) return customChanged(resource, current, next);
  if (annotationsCount.has(resource.bucket)) {
    if (!equal(metadataOf(current).annotations, metadataOf(next).annotations)) return true;
  }
  // Of these the server compares what was sent: an empty list is not the same as none.
  if (resource.bucket === "networking.k8s.io/networkpolicies" && holdsEmpty(next.spec)) return true;
  const own = new Set(["metadata", "status", "kind", "apiVersion"]);
  for (const key of new Set([...Object.keys(current), ...Object.keys(next)])) {
    if (!own.has(key) && !equal(current[key], next[key])) return true;
  }
  return false;
}

function customChanged(resource: Resource, current: Tree, next: Tree): boolean {
  const ignored = resource.custom!.hasStatus ? ["metadata", "status"] : ["metadata"];
  for (const key of new Set([...Object.keys(current), ...Object.keys(next)])) {
    if (!ignored.includes(key) && !equal(current[key], next[key])) return true;
  }
  return false;
}
