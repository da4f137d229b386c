import { type Api, timestamp } from "../api.ts";
import { conflict, forbiddenError, notFound } from "../errors/api_error.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { served } from "../registry/convert.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import type { User } from "../auth/user.ts";
import type { DeleteOptions } from "./delete_options.ts";
import { removeStored } from "./update.ts";
import { named } from "./resource_names.ts";

/** What a deletion did: the object as it is now, and whether it is gone. */
export interface Deleted {
  readonly object: Tree;
  readonly gone: boolean;
}

const immortal = new Set(["default", "kube-system", "kube-public"]);
const podGrace = 30;

/** Deletes an object or marks it as being deleted. Throws ApiError. */
export async function deleteObject(
  api: Api,
  resource: Resource,
  namespace: string,
  name: string,
  options: DeleteOptions,
  user: User,
  warnings: string[],
): Promise<Deleted> {
  const chosen = withDefault(resource, options, warnings);
  const key = keyOf(resource.namespaced ? namespace : "", name);
  const live = api.store.bucket(resource.bucket).objects.get(key);
  if (resource.bucket === "/namespaces" && immortal.has(name)) {
    throw forbiddenError(named(resource), name, "this namespace may not be deleted");
  }
  if (live === undefined) throw notFound(named(resource), name);
  checkPreconditions(resource, live, options);
  if (api.admission.active()) {
    await api.admission.validate({
      resource,
      operation: "DELETE",
      subresource: "",
      namespace,
      name,
      user,
      dryRun: options.dryRun,
      old: served(resource, live),
      options: { kind: "DeleteOptions", apiVersion: "meta.k8s.io/v1" },
    }, warnings);
  }
  return mark(api, resource, key, live, chosen);
}

const preserved =
  "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

/** Jobs leave their Pods behind where nothing else is asked. */
function withDefault(
  resource: Resource,
  options: DeleteOptions,
  warnings: string[],
): DeleteOptions {
  if (resource.bucket !== "batch/jobs" || options.propagation !== undefined) return options;
  if (!warnings.includes(preserved)) warnings.push(preserved);
  return { ...options, propagation: "Orphan" };
}

function checkPreconditions(resource: Resource, live: Tree, options: DeleteOptions): void {
  const metadata = metadataOf(live), what = { group: resource.group, name: resource.kind };
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw conflict(
      what,
      textAt(metadata, "name"),
      `the UID in the precondition (${options.uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  const version = options.resourceVersion;
  if (version !== undefined && version !== metadata.resourceVersion) {
    throw conflict(
      what,
      textAt(metadata, "name"),
      `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

/** Writes the deletion's mark, or deletes what nothing holds. */
function mark(
  api: Api,
  resource: Resource,
  key: string,
  live: Tree,
  options: DeleteOptions,
): Deleted {
  const metadata: Tree = { ...metadataOf(live) };
  const own = resource.strategy.deletionFinalizer;
  const finalizers = finalizersFor(metadata, own === undefined ? options : { dryRun: false });
  if (own !== undefined && !finalizers.includes(own)) finalizers.push(own);
  const grace = graceOf(resource, live, options);
  const object: Tree = { ...live, metadata };
  const pending = metadata.deletionTimestamp !== undefined;
  const held = finalizers.length > 0 || grace > 0 || isHeldNamespace(resource, live);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  if (!held) return removeNow(api, resource, key, live, object, options);
  const plain = resource.bucket === "/namespaces" || own !== undefined;
  if (!pending || (grace < Number(metadata.deletionGracePeriodSeconds ?? 0))) {
    metadata.deletionTimestamp = timestamp(new Date(api.now().getTime() + grace * 1000));
    if (!plain) metadata.deletionGracePeriodSeconds = grace;
    if (typeof metadata.generation === "number" && !pending && !plain) metadata.generation++;
    if (resource.bucket === "/namespaces") {
      object.status = { ...treeAt(live, "status"), phase: "Terminating" };
    }
    resource.strategy.prepareDelete?.(object, timestamp(api.now()));
  } else if (JSON.stringify(finalizers) === JSON.stringify(metadataOf(live).finalizers ?? [])) {
    return { object: served(resource, live), gone: false };
  }
  const result = options.dryRun ? object : api.store.put(resource.bucket, key, object);
  for (const guard of api.guards) if (guard.bucket === resource.bucket) guard.done?.(result, false);
  return { object: served(resource, result), gone: false };
}

function removeNow(
  api: Api,
  resource: Resource,
  key: string,
  live: Tree,
  object: Tree,
  options: DeleteOptions,
): Deleted {
  const metadata = object.metadata as Tree;
  if (resource.bucket === "/pods") {
    const pending = metadata.deletionTimestamp !== undefined;
    metadata.deletionTimestamp = timestamp(api.now());
    metadata.deletionGracePeriodSeconds = 0;
    if (typeof metadata.generation === "number" && !pending) metadata.generation++;
    if (options.dryRun) return { object: served(resource, object), gone: true };
    metadata.resourceVersion = String(api.store.revision + 1);
    removeStored(api, resource, key, object);
    return { object: served(resource, object), gone: true };
  }
  if (!options.dryRun) removeStored(api, resource, key);
  return { object: served(resource, live), gone: true };
}

function isHeldNamespace(resource: Resource, live: Tree): boolean {
  const finalizers = isTree(live.spec) ? live.spec.finalizers : undefined;
  return resource.bucket === "/namespaces" && Array.isArray(finalizers) && finalizers.length > 0;
}

/** Propagation is a finalizer: the garbage collector's work order. */
function finalizersFor(metadata: Tree, { propagation }: DeleteOptions): string[] {
  const present = (Array.isArray(metadata.finalizers) ? [...metadata.finalizers] : []) as string[];
  if (propagation === undefined) return present;
  const others = present.filter((name) => name !== "orphan" && name !== "foregroundDeletion");
  if (propagation === "Orphan") return [...others, "orphan"];
  return propagation === "Foreground" ? [...others, "foregroundDeletion"] : others;
}

/** Only Pods that were given a node have a grace period. */
function graceOf(resource: Resource, live: Tree, options: DeleteOptions): number {
  if (resource.bucket !== "/pods") return 0;
  const spec = treeAt(live, "spec");
  const phase = textAt(live, "status", "phase");
  if (textAt(spec, "nodeName") === "" || phase === "Failed" || phase === "Succeeded") return 0;
  const asked = options.grace ?? Number(spec.terminationGracePeriodSeconds ?? podGrace);
  return asked < 0 ? 1 : asked;
}
