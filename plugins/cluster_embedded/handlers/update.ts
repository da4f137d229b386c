import { type Api } from "../api.ts";
import { sameButTimes } from "../apply/same.ts";
import { authorize } from "../auth/authorize.ts";
import {
  badRequest,
  conflict,
  forbiddenError,
  internal,
  invalid,
  notFound,
} from "../errors/api_error.ts";
import type { FieldError } from "../errors/field_error.ts";
import { isTree, textAt, type Tree } from "../json/tree.ts";
import { served } from "../registry/convert.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { readAgain, stored } from "../registry/stored.ts";
import { validateMeta, validateMetaUpdate } from "../validation/object_meta.ts";
import { checkNamed } from "./named.ts";
import { named, namedKind } from "./resource_names.ts";
import { admitted, createObject, mutated, type Write } from "./write.ts";
import { prepareUpdate } from "./update_prepare.ts";
import { checkLimits } from "./write_checks.ts";

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
  /** What is computed already says who owns what, even where there was nothing. */
  readonly tracksCreation?: boolean;
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
        object: await createObject(write, steps.compute(undefined), steps.tracksCreation === true),
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
  const metadata = metadataOf(object);
  checkNamed(metadata, name);
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
  checkLimits(write, next, current);
  if (write.subresource === "") {
    write.warnings.push(...resource.strategy.warnings?.(next, current) ?? []);
  }
  const metadata = metadataOf(next);
  metadata.resourceVersion = textAt(current, "metadata", "resourceVersion");
  if (isFinished(next, resource)) {
    if (!write.options.dryRun) removeStored(api, resource, key);
    return next;
  }
  if (sameButTimes(current, readAgain(resource, next))) return current;
  if (write.options.dryRun) return served(resource, stored(resource, next));
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
  if (!/^\d*$/.test(given)) {
    throw internal(`strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`);
  }
  if (given === "" || given === "0") {
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

/** Kinds whose update is checked as a create is. */
const wholeMeta = new Set(["/configmaps", "/secrets", "/serviceaccounts"]);

function validateUpdate(write: Write, current: Tree, next: Tree, name: string): void {
  const { resource, api, subresource } = write;
  for (const guard of api.guards) {
    if (guard.bucket !== resource.bucket) continue;
    const guardWrite = { dryRun: write.options.dryRun, user: write.user, subresource };
    const found = guard.prepare?.(next, current, guardWrite) ?? [];
    if (found.length > 0) throw invalid(namedKind(resource), name, found);
  }
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
  errors.push(...resource.strategy.validate?.(next, current, subresource, meta) ?? []);
  if (errors.length > 0) throw invalid(namedKind(resource), name, errors);
}
