import { type Api, timestamp } from "../api.ts";
import { sameButTimes } from "../apply/same.ts";
import { authorize } from "../auth/authorize.ts";
import { badRequest, conflict, forbiddenError, invalid, notFound } from "../errors/api_error.ts";
import type { FieldError } from "../errors/field_error.ts";
import { equal, isTree, put, textAt, type Tree } from "../json/tree.ts";
import { served } from "../registry/convert.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { stored } from "../registry/stored.ts";
import { validateMeta, validateMetaUpdate } from "../validation/object_meta.ts";
import { admitted, createObject, mutated, named, namedKind, type Write } from "./write.ts";

export const staleVersion =
  "the object has been modified; please apply your changes to the latest version and try again";

/** What an update wrote. */
export interface Updated {
  readonly object: Tree;
  readonly created: boolean;
}

export interface UpdateSteps {
  /** The new object, from the one there is now (as the resource serves it). */
  compute(current: Tree | undefined): Tree;
  /** Make the object where there is none. */
  readonly create: boolean;
  /** Try again where another write came between. */
  readonly retry: boolean;
}

const maxRetries = 5;

/** Replaces the object of a name by a computed one. Throws ApiError. */
export async function updateObject(
  write: Write,
  name: string,
  steps: UpdateSteps,
): Promise<Updated> {
  const { api, resource } = write;
  const key = keyOf(resource.namespaced ? write.namespace : "", name);
  for (let attempt = 0;; attempt++) {
    const live = api.store.bucket(resource.bucket).objects.get(key);
    if (live === undefined) {
      if (!steps.create) throw notFound(named(resource), name);
      checkMayCreate(write, name);
      return {
        object: await createObject(write, steps.compute(undefined), steps.retry),
        created: true,
      };
    }
    const current = served(resource, live);
    let next = steps.compute(current);
    checkIdentity(write, next, name);
    if (api.admission.active()) next = await mutated(write, next, current);
    const result = await commit(write, key, live, current, next, name);
    if (result !== undefined) return { object: result, created: false };
    if (!steps.retry || attempt >= maxRetries) throw conflict(named(resource), name, staleVersion);
  }
}

/** Making an object takes the right to create, whatever the method. */
function checkMayCreate({ api, user, resource, namespace }: Write, name: string): void {
  const { group, plural } = resource;
  const attributes = { verb: "create", group, resource: plural, subresource: "", namespace, name };
  const refusal = authorize(api, user, attributes);
  if (refusal !== undefined) throw forbiddenError(named(resource), name, refusal);
}

function checkIdentity(write: Write, object: Tree, name: string): void {
  const metadata = metadataOf(object), given = textAt(metadata, "name");
  if (given === "") {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (given !== name) {
    throw badRequest(
      `the name of the object (${given}) does not match the name on the URL (${name})`,
    );
  }
  if (!write.resource.namespaced) return;
  const namespace = textAt(metadata, "namespace");
  if (namespace === "") metadata.namespace = write.namespace;
  else if (namespace !== write.namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
}

/** Writes `next` over `live`; undefined where another write came first. */
async function commit(
  write: Write,
  key: string,
  live: Tree,
  current: Tree,
  next: Tree,
  name: string,
) {
  const { api, resource } = write;
  checkVersion(write, current, next, name);
  prepareUpdate(write, current, next);
  validateUpdate(write, current, next, name);
  if (api.admission.active()) {
    await admitted(write, next, current);
    if (api.store.bucket(resource.bucket).objects.get(key) !== live) return undefined;
  }
  write.warnings.push(...resource.strategy.warnings?.(next, current) ?? []);
  const metadata = metadataOf(next);
  metadata.resourceVersion = textAt(current, "metadata", "resourceVersion");
  if (isFinished(next, resource)) {
    if (!write.options.dryRun) removeStored(api, resource, key);
    return next;
  }
  if (sameButTimes(current, next)) return current;
  if (write.options.dryRun) return next;
  const object = api.store.put(resource.bucket, key, stored(resource, next));
  for (const guard of api.guards) if (guard.bucket === resource.bucket) guard.done?.(object, false);
  return served(resource, object);
}

/** Deletes for good; guards hear of it. */
export function removeStored(api: Api, resource: Resource, key: string, last?: Tree): Tree {
  const gone = api.store.remove(
    resource.bucket,
    key,
    last === undefined ? undefined : stored(resource, last),
  );
  for (const guard of api.guards) if (guard.bucket === resource.bucket) guard.done?.(gone, true);
  return gone;
}

/** An object that waits for deletion and has no finalizer left. */
function isFinished(object: Tree, resource: Resource): boolean {
  const metadata = metadataOf(object);
  if (metadata.deletionTimestamp === undefined) return false;
  if (Array.isArray(metadata.finalizers) && metadata.finalizers.length > 0) return false;
  if (resource.bucket === "/namespaces") {
    return (isTree(object.spec) ? object.spec.finalizers as unknown[] ?? [] : []).length === 0;
  }
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

function checkVersion(write: Write, current: Tree, next: Tree, name: string): void {
  const { resource } = write;
  const given = textAt(next, "metadata", "resourceVersion");
  if (given === "") {
    if (resource.strategy.unconditionalUpdate !== false) return;
    throw invalid(named(resource), name, [{
      reason: "FieldValueInvalid",
      field: "metadata.resourceVersion",
      message: "Invalid value: 0: must be specified for an update",
    }]);
  }
  if (given === textAt(current, "metadata", "resourceVersion")) return;
  const uid = textAt(next, "metadata", "uid");
  if (uid !== "" && uid !== textAt(current, "metadata", "uid")) {
    throw conflict(
      named(resource),
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${
        textAt(current, "metadata", "uid")
      }`,
    );
  }
  throw conflict(named(resource), name, staleVersion);
}

const kept = [
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "creationTimestamp",
  "generation",
  "uid",
];

function prepareUpdate(write: Write, current: Tree, next: Tree): void {
  const { resource, subresource, api } = write;
  const metadata = metadataOf(next), old = metadataOf(current);
  for (const field of kept) {
    if (field === "uid" && textAt(metadata, "uid") !== "") continue;
    put(metadata, field, old[field]);
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

/** Kinds whose update is checked as a create is. */
const wholeMeta = new Set(["/configmaps", "/secrets", "/serviceaccounts"]);

function validateUpdate(write: Write, current: Tree, next: Tree, name: string): void {
  const { resource, api, subresource } = write;
  // Both the server and the strategy of the resource check the metadata: each finding counts twice.
  const meta = validateMetaUpdate(metadataOf(next), metadataOf(current));
  const errors: FieldError[] = [...meta, ...meta];
  if (wholeMeta.has(resource.bucket)) {
    const whole = validateMeta(
      metadataOf(next),
      resource.namespaced,
      resource.strategy.validateName,
    );
    errors.push(...whole, ...whole);
  }
  errors.push(...resource.strategy.validate?.(next, current, subresource) ?? []);
  for (const guard of api.guards) {
    if (guard.bucket !== resource.bucket || errors.length > 0) continue;
    const guardWrite = { dryRun: write.options.dryRun, user: write.user, subresource };
    errors.push(...guard.prepare?.(next, current, guardWrite) ?? []);
  }
  if (errors.length > 0) throw invalid(namedKind(resource), name, errors);
}
