import type { Api } from "../api.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { splitGroupVersion } from "../registry/registry.ts";
import { find, isDeleted, remove, resourceOf, update } from "./objects.ts";
import type { Controller } from "./runner.ts";

/** Deletes what has no owner left, and does the work orders of propagation policies. */
export const garbageController: Controller = {
  buckets: ["*"],
  async reconcile(api, bucket, key) {
    const object = find(api, bucket, key);
    if (object === undefined) return await collectOrphans(api);
    const finalizers = finalizersOf(object);
    if (isDeleted(object) && finalizers.includes("orphan")) return orphan(api, bucket, key, object);
    if (isDeleted(object) && finalizers.includes("foregroundDeletion")) {
      return await foreground(api, bucket, key, object);
    }
    await collect(api, bucket, object);
    const owner = ownerBucket(api, object);
    if (owner !== undefined && isDeleted(object)) await waitingOwner(api, object);
  },
};

function finalizersOf(object: Tree): string[] {
  const finalizers = treeAt(object, "metadata").finalizers;
  return Array.isArray(finalizers) ? finalizers as string[] : [];
}

function ownersOf(object: Tree): Tree[] {
  const owners = treeAt(object, "metadata").ownerReferences;
  return Array.isArray(owners) ? owners.filter(isTree) : [];
}

function ownerBucket(_api: Api, object: Tree): Tree | undefined {
  return ownersOf(object)[0];
}

/** The owner that a reference names, undefined where it is gone. */
function resolve(
  api: Api,
  reference: Tree,
  namespace: string,
): { object: Tree; resource: Resource; key: string } | undefined | "unknown" {
  const [group, version] = splitGroupVersion(String(reference.apiVersion));
  const resource = api.registry.ofKind(group, version, String(reference.kind));
  if (resource === undefined) return "unknown";
  const key = keyOf(resource.namespaced ? namespace : "", String(reference.name));
  const object = find(api, resource.bucket, key);
  if (object === undefined || textAt(object, "metadata", "uid") !== reference.uid) return undefined;
  return { object, resource, key };
}

/** Deletes an object all of whose owners are gone. */
async function collect(api: Api, bucket: string, object: Tree): Promise<void> {
  const owners = ownersOf(object);
  if (owners.length === 0 || isDeleted(object)) return;
  const namespace = textAt(object, "metadata", "namespace");
  const found = owners.map((owner) => resolve(api, owner, namespace));
  if (found.some((owner) => owner !== undefined)) return;
  const resource = resourceOf(api, bucket);
  if (resource !== undefined) await remove(api, resource, object);
}

async function collectOrphans(api: Api): Promise<void> {
  for (const [bucket, { objects }] of api.store.buckets()) {
    for (const object of [...objects.values()]) {
      if (ownersOf(object).length === 0) continue;
      await collect(api, bucket, object);
      await waitingOwner(api, object);
    }
  }
  for (const [bucket, { objects }] of api.store.buckets()) {
    for (const [key, object] of [...objects]) {
      if (isDeleted(object) && finalizersOf(object).includes("foregroundDeletion")) {
        await foreground(api, bucket, key, object);
      }
    }
  }
}

async function waitingOwner(api: Api, object: Tree): Promise<void> {
  for (const reference of ownersOf(object)) {
    const owner = resolve(api, reference, textAt(object, "metadata", "namespace"));
    if (owner === undefined || owner === "unknown") continue;
    if (isDeleted(owner.object) && finalizersOf(owner.object).includes("foregroundDeletion")) {
      await foreground(api, owner.resource.bucket, owner.key, owner.object);
    }
  }
}

function* dependentsOf(api: Api, uid: string): Generator<[string, string, Tree]> {
  for (const [bucket, { objects }] of api.store.buckets()) {
    for (const [key, object] of [...objects]) {
      if (ownersOf(object).some((owner) => owner.uid === uid)) yield [bucket, key, object];
    }
  }
}

/** Dependents lose the reference, then the owner its finalizer. */
function orphan(api: Api, bucket: string, key: string, owner: Tree): void {
  const uid = textAt(owner, "metadata", "uid");
  for (const [otherBucket, otherKey, object] of dependentsOf(api, uid)) {
    const { ownerReferences: _, ...metadata } = treeAt(object, "metadata");
    const rest = ownersOf(object).filter((reference) => reference.uid !== uid);
    update(api, otherBucket, otherKey, {
      metadata: rest.length === 0 ? metadata : { ...metadata, ownerReferences: rest },
    });
  }
  dropFinalizer(api, bucket, key, owner, "orphan");
}

/** Dependents go first; the owner follows when none that blocks it is left. */
async function foreground(api: Api, bucket: string, key: string, owner: Tree): Promise<void> {
  const uid = textAt(owner, "metadata", "uid");
  let blocked = false;
  for (const [otherBucket, , object] of dependentsOf(api, uid)) {
    const blocks = ownersOf(object).some((reference) =>
      reference.uid === uid && reference.blockOwnerDeletion === true
    );
    const resource = resourceOf(api, otherBucket);
    if (!isDeleted(object) && resource !== undefined) {
      await remove(api, resource, object, blocks ? "Foreground" : "Background");
    }
  }
  for (const [, , object] of dependentsOf(api, uid)) {
    if (
      ownersOf(object).some((reference) =>
        reference.uid === uid && reference.blockOwnerDeletion === true
      )
    ) blocked = true;
  }
  const current = find(api, bucket, key);
  if (!blocked && current !== undefined) {
    dropFinalizer(api, bucket, key, current, "foregroundDeletion");
  }
}

/** Takes a finalizer off; without any left the object goes. */
function dropFinalizer(api: Api, bucket: string, key: string, object: Tree, name: string): void {
  const rest = finalizersOf(object).filter((finalizer) => finalizer !== name);
  if (rest.length === 0) api.store.remove(bucket, key);
  else update(api, bucket, key, { metadata: { ...treeAt(object, "metadata"), finalizers: rest } });
}
