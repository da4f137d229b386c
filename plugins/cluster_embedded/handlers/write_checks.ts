import { type ApiError, badRequest, forbiddenError, notFound } from "../errors/api_error.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { limitProblem } from "../limits/limit_ranges.ts";
import { chargeQuotas } from "../limits/quotas.ts";
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

/** Throws 403 where the limits or quotas of the namespace forbid the object. */
export function checkLimits(write: Write, object: Tree, old?: Tree): void {
  const { api, resource, namespace, options } = write;
  if (!resource.namespaced || write.subresource !== "") return;
  if (old !== undefined && !charged.has(resource.bucket)) return;
  const ranged = resource.bucket === "/pods" ? old === undefined : charged.has(resource.bucket);
  const problem = (ranged ? limitProblem(api, resource.bucket, namespace, object) : undefined) ??
    chargeQuotas(api, {
      ...{ resource, namespace, object, dryRun: options.dryRun },
      ...old === undefined ? {} : { old },
    });
  if (problem === undefined) return;
  throw forbiddenError(named(resource), textAt(object, "metadata", "name"), problem);
}

/** Kinds of which an update may use more than was used before. */
const charged = new Set(["/pods", "/services", "/persistentvolumeclaims"]);
