import type { Api } from "../api.ts";
import { badRequest } from "../errors/api_error.ts";
import type { RequestInfo } from "../http/request_info.ts";
import { attributesOf } from "./authorize.ts";
import { checkImpersonation } from "./impersonation_modes.ts";
import { anonymous, type User } from "./user.ts";

/**
 * The user that a request wants to be; `given` are the groups where the transport keeps headers of
 * one name apart. Throws 400 or 403.
 */
export function impersonate(
  api: Api,
  user: User,
  headers: Headers,
  info: RequestInfo,
  given?: readonly string[],
): User {
  const name = headers.get("impersonate-user") ?? "";
  const joined = headers.get("impersonate-group");
  const groups = given !== undefined ? [...given] : joined === null ? [] : [joined];
  const uid = headers.get("impersonate-uid") ?? "";
  const extra = extraOf(headers);
  if (name === "") {
    if (groups.length === 0 && uid === "" && Object.keys(extra).length === 0) return user;
    throw badRequest(`requested ${showUser(groups, uid, extra)} without impersonating a user name`);
  }
  const wanted = { name, uid, groups, extra };
  const all = checkImpersonation({ api, user, wanted, request: attributesOf(info) });
  const known = name === anonymous.name
    ? withGroup(all, "system:unauthenticated")
    : all.includes("system:unauthenticated")
    ? all
    : withGroup(all, "system:authenticated");
  return {
    name,
    groups: known,
    ...(uid === "" ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function withGroup(groups: readonly string[], group: string): string[] {
  return groups.includes(group) ? [...groups] : [...groups, group];
}

function extraOf(headers: Headers): Record<string, string[]> {
  const extra: Record<string, string[]> = {};
  const prefix = "impersonate-extra-";
  for (const [key, value] of headers) {
    if (key.startsWith(prefix)) extra[decodeURIComponent(key.slice(prefix.length))] = [value];
  }
  return extra;
}

function showUser(groups: string[], uid: string, extra: Record<string, string[]>): string {
  const list = (values: string[]) => `[]string{${values.map((v) => JSON.stringify(v)).join(", ")}}`;
  const extras = Object.entries(extra).map(([k, v]) => `${JSON.stringify(k)}:${list(v)}`).join(
    ", ",
  );
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${
    groups.length === 0 ? "[]string(nil)" : list(groups)
  }, Extra:map[string][]string${extras === "" ? "(nil)" : `{${extras}}`}}`;
}
