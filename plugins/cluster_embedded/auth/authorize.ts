import type { Api, Attributes } from "../api.ts";
import { ApiError, forbiddenError } from "../errors/api_error.ts";
import type { RequestInfo } from "../http/request_info.ts";
import { decide } from "./rbac.ts";
import type { User } from "./user.ts";

/** What authorization judges of a request. */
export function attributesOf(info: RequestInfo): Attributes {
  return {
    verb: info.verb,
    group: info.group,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    name: info.name,
    ...(info.isResource ? {} : { path: info.path }),
  };
}

/** Why it is refused; undefined where it is allowed. */
export function authorize(api: Api, user: User, attributes: Attributes): string | undefined {
  const { allowed, reason } = decide(api, user, attributes);
  if (allowed) return undefined;
  const text = refusalOf(user, attributes);
  return reason === "" ? text : `${text}: ${reason}`;
}

/** `User "x" cannot …`: what a user may not do. */
export function refusalOf({ name }: User, attributes: Attributes): string {
  const { verb, group, namespace, path } = attributes, user = `User ${JSON.stringify(name)}`;
  if (path !== undefined) return `${user} cannot ${verb} path ${JSON.stringify(path)}`;
  const resource = attributes.subresource === ""
    ? attributes.resource
    : `${attributes.resource}/${attributes.subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return `${user} cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

/** Throws 403 where a request is refused. */
export function authorizeRequest(api: Api, user: User, info: RequestInfo): void {
  const attributes = attributesOf(info);
  if (info.isResource) {
    const refusal = authorize(api, user, attributes);
    if (refusal !== undefined) {
      throw forbiddenError({ group: info.group, name: info.resource }, info.name, refusal);
    }
    return;
  }
  if (decide(api, user, attributes).allowed) return;
  throw new ApiError(403, "Forbidden", `forbidden: ${refusalOf(user, attributes)}`, {});
}
