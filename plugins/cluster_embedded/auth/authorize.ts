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
  const { verb, group, namespace } = attributes;
  const resource = attributes.subresource === ""
    ? attributes.resource
    : `${attributes.resource}/${attributes.subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const text = `User ${
    JSON.stringify(user.name)
  } cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return reason === "" ? text : `${text}: ${reason}`;
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
  const text = `forbidden: User ${JSON.stringify(user.name)} cannot ${info.verb} path ${
    JSON.stringify(info.path)
  }`;
  throw new ApiError(403, "Forbidden", text, {});
}
