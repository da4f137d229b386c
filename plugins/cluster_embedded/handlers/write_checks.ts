import { type ApiError, badRequest, forbiddenError, notFound } from "../errors/api_error.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { milliValue } from "../types/quantity_compare.ts";
import { countedBucket, quotaUse } from "../validation/quota.ts";
import { named } from "./resource_names.ts";
import { type Write } from "./write.ts";

/** Checks and fills in the namespace. Throws 400. */
export function matchNamespace(write: Write, object: Tree): void {
  const metadata = metadataOf(object);
  if (!write.resource.namespaced) {
    delete metadata.namespace;
    return;
  }
  const given = textAt(metadata, "namespace");
  if (given === "") metadata.namespace = write.namespace;
  else if (given !== write.namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
}

/** Throws 404 or 403 where nothing can be made in the namespace. */
export function checkNamespace(write: Write, name: string): void {
  const { api, resource, namespace } = write;
  if (!resource.namespaced) return;
  const owner = api.store.bucket("/namespaces").objects.get(namespace);
  if (owner === undefined) throw notFound({ group: "", name: "namespaces" }, namespace);
  if (
    textAt(owner, "status", "phase") !== "Terminating" &&
    treeAt(owner, "metadata").deletionTimestamp === undefined
  ) {
    return;
  }
  if (resource.plural === "localsubjectaccessreviews") return;
  const error = forbiddenError(
    named(resource),
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  throw withCauses(error, [{
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  }]);
}

function withCauses(error: ApiError, causes: Tree[]): ApiError {
  if (isTree(error.details)) error.details.causes = causes;
  return error;
}

/** Throws 403 where a quota of the namespace is used up. */
export function checkQuota({ api, resource, namespace }: Write, name: string): void {
  if (!resource.namespaced) return;
  for (const [key, quota] of api.store.bucket("/resourcequotas").objects) {
    if (!key.startsWith(`${namespace}/`)) continue;
    const hard = treeAt(quota, "spec", "hard"), used = treeAt(quota, "status", "used");
    for (const [item, limit] of Object.entries(hard)) {
      if (countedBucket(item) !== resource.bucket || used[item] === undefined) continue;
      const count = Number(quotaUse(api, namespace, { [item]: limit })[item]);
      if (count + 1 <= milliValue(String(limit)) / 1000) continue;
      throw forbiddenError(
        named(resource),
        name,
        `exceeded quota: ${
          treeAt(quota, "metadata").name
        }, requested: ${item}=1, used: ${item}=${count}, limited: ${item}=${limit}`,
      );
    }
  }
}
