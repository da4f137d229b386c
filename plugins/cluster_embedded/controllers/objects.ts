import { type Api, timestamp } from "../api.ts";
import { equal, isTree, type Tree, treeAt } from "../json/tree.ts";
import { createObject, type Write } from "../handlers/write.ts";
import { deleteObject } from "../handlers/delete.ts";
import { splitGroupVersion } from "../registry/registry.ts";
import { normalise } from "../registry/normalise.ts";
import { badRequest } from "../errors/api_error.ts";
import { ApiError } from "../errors/api_error.ts";
import type { Resource } from "../registry/resource.ts";

const manager = { name: "system:kube-controller-manager", groups: ["system:masters"] };

/** The object under a key, if it is there. */
export function find(api: Api, bucket: string, key: string): Tree | undefined {
  return api.store.bucket(bucket).objects.get(key);
}

/** The objects of a bucket in a namespace. */
export function inNamespace(api: Api, bucket: string, namespace: string): Tree[] {
  const found: Tree[] = [];
  for (const [key, object] of api.store.bucket(bucket).objects) {
    if (key.startsWith(`${namespace}/`)) found.push(object);
  }
  return found;
}

/** Writes parts of an object where they differ from what it is; answers what is stored. */
export function update(api: Api, bucket: string, key: string, parts: Tree): Tree | undefined {
  const current = find(api, bucket, key);
  if (current === undefined) return undefined;
  if (Object.entries(parts).every(([name, value]) => equal(current[name], value))) return current;
  return api.store.put(bucket, key, {
    ...current,
    metadata: { ...treeAt(current, "metadata") },
    ...parts,
  });
}

/** Creates an object as the controllers do; one that is there already stays, and `refused` hears of a 403. */
export async function create(
  api: Api,
  object: Tree,
  refused?: (message: string) => void,
): Promise<Tree | undefined> {
  const [group, version] = splitGroupVersion(String(object.apiVersion));
  const resource = api.registry.ofKind(group, version, String(object.kind));
  if (resource === undefined) return undefined;
  const write: Write = {
    api,
    resource,
    namespace: String(treeAt(object, "metadata").namespace ?? ""),
    subresource: "",
    user: manager,
    manager: "kube-controller-manager",
    options: { dryRun: false, fieldManager: "", fieldValidation: "Ignore", force: false },
    warnings: [],
  };
  try {
    const next = normalise(write, object, { duplicates: [], onError: badRequest });
    return await createObject(write, next);
  } catch (error) {
    if (!(error instanceof ApiError) || (error.code !== 409 && error.code !== 403)) throw error;
    if (error.code === 403) refused?.(error.message);
    return undefined;
  }
}

/** Deletes an object as the controllers do. */
export async function remove(
  api: Api,
  resource: Resource,
  object: Tree,
  propagation: "Background" | "Foreground" = "Background",
): Promise<void> {
  const { namespace, name, uid } = treeAt(object, "metadata");
  const options = { dryRun: false, propagation, uid: String(uid) };
  try {
    await deleteObject(api, resource, String(namespace ?? ""), String(name), options, manager, []);
  } catch (error) {
    if (!(error instanceof ApiError) || (error.code !== 404 && error.code !== 409)) throw error;
  }
}

/** The owner that controls an object. */
export function controllerOf(object: Tree): Tree | undefined {
  const owners = treeAt(object, "metadata").ownerReferences;
  return Array.isArray(owners)
    ? owners.filter(isTree).find((owner) => owner.controller === true)
    : undefined;
}

/** A reference that makes `owner` the controller. */
export function controlledBy(owner: Tree): Tree {
  const { name, uid } = treeAt(owner, "metadata");
  const { apiVersion, kind } = owner;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Conditions with one of them set; its time changes with its status. */
export function withCondition(
  conditions: readonly Tree[],
  next: Tree,
  now: Date,
  updates = true,
): Tree[] {
  const old = conditions.find(({ type }) => type === next.type);
  const same = old !== undefined && old.status === next.status && old.reason === next.reason &&
    old.message === next.message;
  if (same) return [...conditions];
  const time = timestamp(now);
  const { type, status, ...rest } = next;
  const condition = {
    type,
    status,
    ...(updates ? { lastUpdateTime: time } : {}),
    lastTransitionTime: old?.status === status ? old?.lastTransitionTime : time,
    ...rest,
  };
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((c) => c === old ? condition : c);
}

/** Whether an object is being deleted. */
export function isDeleted(object: Tree): boolean {
  return treeAt(object, "metadata").deletionTimestamp !== undefined;
}

/** The resource that keeps its objects in a bucket. */
export function resourceOf(api: Api, bucket: string): Resource | undefined {
  const [group = "", plural = ""] = bucket.split("/");
  return api.registry.anyVersion(group, plural);
}
