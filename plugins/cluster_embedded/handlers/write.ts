import { type Api, randomSuffix, timestamp } from "../api.ts";
import { alreadyExists, internal, invalid } from "../errors/api_error.ts";
import type { FieldError } from "../errors/field_error.ts";
import { trackUpdate } from "../apply/ownership.ts";
import { textAt, type Tree } from "../json/tree.ts";
import type { WriteOptions } from "../http/options.ts";
import type { User } from "../auth/user.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { served } from "../registry/convert.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { stored } from "../registry/stored.ts";
import { applyLimitRanges } from "../limits/limit_ranges.ts";
import { typingOf } from "../registry/typing.ts";
import { finishCreate, withUid } from "../validation/prepare.ts";
import { validateMeta } from "../validation/object_meta.ts";
import { checkLimits, checkNamespace, matchNamespace } from "./write_checks.ts";
import { named, namedKind } from "./resource_names.ts";

/** One create, update, patch or apply on its way. */
export interface Write {
  readonly api: Api;
  readonly resource: Resource;
  readonly namespace: string;
  readonly subresource: string;
  readonly user: User;
  readonly manager: string;
  readonly options: WriteOptions;
  readonly warnings: string[];
}

const maxNameAttempts = 8;

/** Creates the object (decoded, with defaults). Throws ApiError. */
export async function createObject(write: Write, given: Tree, applied = false): Promise<Tree> {
  const { api, resource, options } = write;
  let object = given;
  matchNamespace(write, object);
  checkNamespace(write, textAt(object, "metadata", "name"));
  if (!applied) {
    trackUpdate(typingOf(api, resource, ""), undefined, object, writer(write));
  }
  if (resource.bucket === "/pods") applyLimitRanges(api, write.namespace, object);
  if (api.admission.active()) object = await mutated(write, object, undefined);
  const metadata = metadataOf(object);
  const generated = textAt(metadata, "name") === "" ? textAt(metadata, "generateName") : "";
  const bucket = api.store.bucket(resource.bucket);
  // What is prepared may bear the name.
  if (generated !== "") metadata.name = freeName(api, bucket.objects, write.namespace, generated);
  prepareCreate(write, object);
  validateCreate(write, object);
  finishCreate(object);
  if (api.admission.active()) await admitted(write, object, undefined);
  const key = keyOf(textAt(metadata, "namespace"), textAt(metadata, "name"));
  checkLimits(write, object);
  if (bucket.objects.has(key)) throw alreadyExists(named(resource), textAt(metadata, "name"));
  if (options.dryRun) {
    return served(resource, stored(resource, object));
  }
  if (/^0*[1-9]\d*$/.test(textAt(metadata, "resourceVersion"))) {
    throw internal("resourceVersion should not be set on objects to be created");
  }
  const result = api.store.put(resource.bucket, key, stored(resource, object));
  for (const guard of api.guards) if (guard.bucket === resource.bucket) guard.done?.(result, false);
  return served(resource, result);
}

/** Who writes, for managedFields. */
export function writer(write: Write) {
  return {
    manager: write.manager,
    subresource: write.subresource,
    now: timestamp(write.api.now()),
  };
}

/** A name that no object has; the last one tried where all are taken. */
function freeName(
  api: Api,
  objects: ReadonlyMap<string, Tree>,
  namespace: string,
  prefix: string,
): string {
  let name = "";
  for (let attempt = 0; attempt < maxNameAttempts; attempt++) {
    name = prefix.slice(0, 58) + randomSuffix(api.random);
    if (!objects.has(keyOf(namespace, name))) break;
  }
  return name;
}

function prepareCreate(write: Write, object: Tree): void {
  const { api, resource } = write;
  const metadata = metadataOf(object);
  for (const field of ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"]) {
    delete metadata[field];
  }
  // Of all kinds this one alone needs no name.
  if (resource.bucket === "/limitranges" && textAt(metadata, "name") === "") {
    metadata.name = api.uuid();
  }
  const now = timestamp(api.now());
  resource.strategy.prepareCreate?.(object, { now, subresource: "", user: write.user.name });
  if (resource.strategy.generation) metadata.generation = 1;
  metadata.creationTimestamp = now;
  metadata.uid = api.uuid();
  withUid(object, String(metadata.uid));
}

function validateCreate(write: Write, object: Tree): void {
  const { api, resource } = write;
  const errors: FieldError[] = [];
  const guardWrite = { dryRun: write.options.dryRun, user: write.user, subresource: "" };
  const metadata = metadataOf(object);
  for (const guard of api.guards) {
    if (guard.bucket !== resource.bucket) continue;
    const found = guard.prepare?.(object, undefined, guardWrite) ?? [];
    if (found.length > 0) throw invalid(namedKind(resource), textAt(metadata, "name"), found);
  }
  const isCustom = resource.custom !== undefined;
  errors.push(
    ...validateMeta(metadata, resource.namespaced, resource.strategy.validateName, isCustom),
  );
  errors.push(...resource.strategy.validate?.(object, undefined, "", errors) ?? []);
  if (errors.length > 0) throw invalid(namedKind(resource), textAt(metadata, "name"), errors);
  write.warnings.push(...resource.strategy.warnings?.(object) ?? []);
}

/** The object as mutating webhooks leave it. Throws ApiError. */
export async function mutated(write: Write, object: Tree, old: Tree | undefined): Promise<Tree> {
  return await write.api.admission.mutate(admissionRequest(write, object, old), write.warnings) ??
    object;
}

/** Asks validating webhooks and policies. Throws ApiError. */
export async function admitted(write: Write, object: Tree, old: Tree | undefined): Promise<void> {
  await write.api.admission.validate(admissionRequest(write, object, old), write.warnings);
}

function admissionRequest(write: Write, object: Tree, old: Tree | undefined) {
  return {
    resource: write.resource,
    operation: old === undefined ? "CREATE" as const : "UPDATE" as const,
    subresource: write.subresource,
    namespace: write.namespace,
    name: textAt(object, "metadata", "name"),
    user: write.user,
    dryRun: write.options.dryRun,
    object,
    ...(old === undefined ? {} : { old }),
    options: {
      kind: old === undefined ? "CreateOptions" : "UpdateOptions",
      apiVersion: "meta.k8s.io/v1",
      ...(write.options.fieldManager === "" ? {} : { fieldManager: write.options.fieldManager }),
      ...(write.options.dryRun ? { dryRun: ["All"] } : {}),
    },
  };
}
