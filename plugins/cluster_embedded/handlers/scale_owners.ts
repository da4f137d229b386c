import {
  identityOf,
  type Owner,
  type Owners,
  readManaged,
  writeManaged,
} from "../apply/managed.ts";
import { applyConfiguration, managedOf, readOrNone, withoutManaged } from "../apply/ownership.ts";
import { difference, intersection, isEmptySet, pathOf } from "../apply/path_set.ts";
import type { Typing } from "../apply/updater.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { groupVersion } from "../registry/resource.ts";
import { builtinNode } from "../types/builtin.ts";
import { replicasPath, scaleOf } from "./scale_form.ts";
import { type Write, writer } from "./write.ts";

const scaleVersion = "autoscaling/v1";
const scaleField = pathOf("f:spec", "f:replicas");

const typing: Typing = {
  node: builtinNode("io.k8s.api.autoscaling.v1.Scale"),
  apiVersion: scaleVersion,
  nodeOf: (apiVersion) => apiVersion === scaleVersion ? typing.node : undefined,
  convert: (object) => object,
  ignored: pathOf("f:status"),
};

/** What a server-side apply makes of an object's Scale, and the object's managedFields then. */
export interface AppliedScale {
  readonly scale: Tree;
  readonly managedFields: readonly Tree[];
}

/**
 * Applies a Scale: who owns the replicas of the object owns those of its Scale, and the other way
 * round. Throws ApiError.
 */
export function applyScale(write: Write, live: Tree, config: Tree): AppliedScale {
  const { resource, options } = write;
  const field = pathOf(...replicasPath(resource).map((key) => `f:${key}`));
  const owners = readOrNone(managedOf(live));
  const scale = scaleOf(resource, live);
  const managedFields = writeManaged(scaleOwners(owners, field));
  const metadata = { ...treeAt(scale, "metadata"), managedFields };
  const before = managedFields.length === 0 ? scale : { ...scale, metadata };
  const applied = applyConfiguration(
    typing,
    before,
    config,
    // The server leaves the time of a scale's entry out.
    { ...writer(write), now: "" },
    options.force,
    "Scale",
  );
  const after = readManaged(managedOf(applied));
  return {
    scale: withoutManaged(applied),
    managedFields: writeManaged(objectOwners(owners, after, field, groupVersion(resource))),
  };
}

function scaleOwners(owners: Owners, field: ReturnType<typeof pathOf>): Owners {
  const found: Owners = new Map();
  for (const owner of owners.values()) {
    if (isEmptySet(intersection(owner.set, field))) continue;
    const own: Owner = { ...owner, apiVersion: scaleVersion, set: scaleField };
    found.set(identityOf(own), own);
  }
  return found;
}

function objectOwners(
  owners: Owners,
  after: Owners,
  field: ReturnType<typeof pathOf>,
  apiVersion: string,
): Owners {
  const found: Owners = new Map(), left = new Map(after);
  for (const [key, owner] of owners) {
    const id = identityOf({ ...owner, apiVersion: scaleVersion });
    const set = left.has(id) ? owner.set : difference(owner.set, field);
    left.delete(id);
    if (!isEmptySet(set)) found.set(key, { ...owner, set });
  }
  for (const owner of left.values()) {
    if (isEmptySet(owner.set)) continue;
    const own: Owner = { ...owner, apiVersion, set: field };
    found.set(identityOf(own), own);
  }
  return found;
}
