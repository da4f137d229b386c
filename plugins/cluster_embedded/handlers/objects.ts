import type { Api } from "../api.ts";
import { badRequest, methodNotAllowed, NoSuchPage, noSuchResource } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { textAt, type Tree } from "../json/tree.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { deprecations } from "../validation/warnings.ts";
import { readObject } from "../registry/read_object.ts";
import { checkReadVersion } from "./list_position.ts";
import { deleteObject } from "./delete.ts";
import { deleteOptions } from "./delete_options.ts";
import { deleteCollection } from "./delete_collection.ts";
import { patchObject, patchType } from "./patch.ts";
import { getObject, listObjects } from "./read.ts";
import { respondPage } from "./respond_list.ts";
import { formOf, media, respondObject, showFor } from "./respond.ts";
import { watchObjects } from "./watch.ts";
import { createObject } from "./write.ts";
import { replace } from "./replace.ts";
import { writeFor } from "./write_for.ts";
import { receiveBody } from "../http/receive.ts";

/** Whether the server treats the path of the resource's collection as one of a namespace. */
function checkScope(context: RequestContext, resource: Resource): void {
  const { info } = context;
  const inNamespace = info.namespace !== "" && info.resource !== "namespaces";
  if (inNamespace && !resource.namespaced) {
    throw resource.custom === undefined ? noSuchResource() : new NoSuchPage();
  }
  if (inNamespace || !resource.namespaced) return;
  const below = info.path.split("/").filter(Boolean).length - (info.prefix === "api" ? 2 : 3);
  if (!["list", "watch"].includes(info.verb) && below > 1) throw noSuchResource();
  if (["list", "watch"].includes(info.verb)) return;
  throw resource.custom === undefined ? methodNotAllowed() : new NoSuchPage();
}

/** Serves one resource itself, not its subresources. Throws ApiError. */
export async function serveObjects(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info } = context;
  checkScope(context, resource);
  if (context.method === "HEAD") throw methodNotAllowed();
  checkNamePresence(resource, context);
  const deprecation = resource.custom?.deprecation ?? deprecations[resource.bucket];
  if (deprecation !== undefined) context.warnings.push(deprecation);
  if (!resource.verbs.includes(info.verb)) throw unknownVerb(resource, context);
  if (info.verb === "patch") {
    patchType(context.headers.get("content-type"), resource.custom === undefined);
  }
  formOf(context, resource);
  switch (info.verb) {
    case "get":
      checkReadVersion(api, context.query);
      return respondObject(
        api,
        context,
        resource,
        getObject(api, resource, info.namespace, info.name),
        200,
      );
    case "list":
      return respondPage(
        api,
        context,
        resource,
        listObjects(api, resource, namespaceOf(context), context),
      );
    case "watch":
      return watchObjects(
        api,
        resource,
        namespaceOf(context),
        context,
        showFor(api, context, resource),
      );
    case "create":
      return await create(api, resource, context);
    case "update":
      return await replace(api, resource, context, "");
    case "patch":
      return await patch(api, resource, context, "");
    case "delete":
      return await remove(api, resource, context);
    case "deletecollection":
      return await deleteCollection(api, resource, context);
    default:
      throw methodNotAllowed();
  }
}

/** Which methods go with a name: custom resources have no routes that say so. */
function checkNamePresence(resource: Resource, { info, headers }: RequestContext): void {
  const isCustom = resource.custom !== undefined;
  if (info.verb === "create" && info.name !== "" && !isCustom) throw methodNotAllowed();
  if ((info.verb !== "update" && info.verb !== "patch") || info.name !== "") return;
  if (!isCustom) throw methodNotAllowed();
  if (info.verb === "patch") patchType(headers.get("content-type"), false);
  throw badRequest("name must be provided");
}

/** A name where the resource knows no names is no such path; anything else is no such method. */
function unknownVerb(resource: Resource, { info }: RequestContext) {
  const named = resource.verbs.some((verb) => ["get", "update", "patch", "delete"].includes(verb));
  return info.name !== "" && !named ? noSuchResource() : methodNotAllowed();
}

export function namespaceOf({ info }: RequestContext): string {
  return info.resource === "namespaces" ? "" : info.namespace;
}

export async function create(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const write = writeFor(api, resource, context, "", "CreateOptions");
  const object = readObject(write, await receiveBody(context, resource.kind));
  const created = await createObject(write, object);
  return respondObject(api, context, resource, created, 201);
}

/** PATCH of an object or its status. */
export async function patch(
  api: Api,
  resource: Resource,
  context: RequestContext,
  subresource: string,
): Promise<Answer> {
  const type = patchType(context.headers.get("content-type"), resource.custom === undefined);
  const write = writeFor(api, resource, context, subresource, "PatchOptions", type === "apply");
  const { object, created } = await patchObject(
    write,
    context.info.name,
    type,
    await context.text(),
  );
  return respondObject(api, context, resource, object, created ? 201 : 200);
}

const returned = new Set([
  ...["/pods", "/services", "/persistentvolumes", "/persistentvolumeclaims", "/resourcequotas"],
  ...["/serviceaccounts", "/podtemplates", "/namespaces", "storage.k8s.io/storageclasses"],
  ...["storage.k8s.io/csidrivers", "storage.k8s.io/csinodes", "storage.k8s.io/volumeattachments"],
]);

async function remove(api: Api, resource: Resource, context: RequestContext): Promise<Answer> {
  const { info } = context;
  const options = await deleteOptions(context);
  const namespace = namespaceOf(context);
  const { object, gone } = await deleteObject(
    api,
    resource,
    namespace,
    info.name,
    options,
    context.user,
    context.warnings,
  );
  if (gone && returned.has(resource.bucket) && !options.dryRun) {
    const metadata = { ...(object.metadata as Tree), resourceVersion: String(api.store.revision) };
    return respondObject(api, context, resource, { ...object, metadata }, 200);
  }
  if (!gone || returned.has(resource.bucket)) {
    return respondObject(api, context, resource, object, 200);
  }
  const details: Tree = {
    name: info.name,
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: textAt(object, "metadata", "uid"),
  };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
  return { status: 200, body: status, ...media(formOf(context)) };
}

/** `group/version` of a resource, as answers name it. */
export const versionOf = groupVersion;
