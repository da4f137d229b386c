import type { Api } from "../api.ts";
import { ApiError, methodNotAllowed, noSuchResource, notFound } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import type { Resource } from "../registry/resource.ts";
import { replace } from "./replace.ts";
import { patch } from "./objects.ts";
import { checkReadVersion } from "./list_position.ts";
import { getObject } from "./read.ts";
import { patchType } from "./patch.ts";
import { named } from "./resource_names.ts";
import { formOf, respondObject } from "./respond.ts";
import { serveScale } from "./scale.ts";
import { serveToken } from "./token.ts";
import { refuseConnection, serveBinding, serveLog } from "./pod_connections.ts";
import { serveEviction } from "./eviction.ts";

type Serve = (api: Api, resource: Resource, context: RequestContext) => Promise<Answer>;

const special: Readonly<Record<string, Serve>> = {
  scale: serveScale,
  token: serveToken,
  eviction: serveEviction,
  binding: serveBinding,
  log: serveLog,
  exec: refuseConnection,
  attach: refuseConnection,
  portforward: refuseConnection,
};

/** Serves a subresource. Throws ApiError. */
export async function serveSubresource(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info } = context;
  const subresource = resource.subresources.find(({ name }) => name === info.subresource);
  if (subresource === undefined || info.rest.length > 0) {
    throw resource.custom === undefined ? noSuchResource() : notFound(named(resource), info.name);
  }
  if (!subresource.verbs.includes(info.verb)) {
    if (resource.custom === undefined) throw methodNotAllowed();
    const kind = `${resource.plural}.${resource.group}`;
    throw new ApiError(
      405,
      "MethodNotAllowed",
      `${info.verb} is not supported on resources of kind ${JSON.stringify(kind)}`,
      { group: resource.group, kind: resource.plural },
    );
  }
  if (info.verb === "patch") {
    patchType(context.headers.get("content-type"), resource.custom === undefined);
  }
  formOf(context, resource);
  const serve = special[info.subresource];
  if (serve !== undefined) return await serve(api, resource, context);
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
    case "update":
      return await replace(api, resource, context, info.subresource);
    case "patch":
      return await patch(api, resource, context, info.subresource);
    default:
      throw methodNotAllowed();
  }
}
