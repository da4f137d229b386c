import type { Api } from "../api.ts";
import { badRequest, forbiddenError } from "../errors/api_error.ts";
import { authorize } from "./authorize.ts";
import { anonymous, type User } from "./user.ts";

/**
 * The user that a request wants to be; `given` are the groups where the transport keeps headers of
 * one name apart. Throws 400 or 403.
 */
export function impersonate(
  api: Api,
  user: User,
  headers: Headers,
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
  checkRights(api, user, name, groups, uid, extra);
  const all = groups.length > 0 ? groups : accountGroups(name);
  const known = name === anonymous.name
    ? withGroup(all, "system:unauthenticated")
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

function accountGroups(name: string): string[] {
  const match = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name);
  return match === null ? [] : ["system:serviceaccounts", `system:serviceaccounts:${match[1]}`];
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

function checkRights(
  api: Api,
  user: User,
  name: string,
  groups: readonly string[],
  uid: string,
  extra: Record<string, string[]>,
): void {
  const check = (
    group: string,
    resource: string,
    subresource: string,
    what: string,
    namespace = "",
  ) => {
    const attributes = { verb: "impersonate", group, resource, subresource, namespace, name: what };
    const refusal = authorize(api, user, attributes);
    if (refusal !== undefined) throw forbiddenError({ group, name: resource }, what, refusal);
  };
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (account !== null) check("", "serviceaccounts", "", account[2]!, account[1]!);
  else check("", "users", "", name);
  for (const group of groups) check("", "groups", "", group);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) check("authentication.k8s.io", "userextras", key, value);
  }
  if (uid !== "") check("authentication.k8s.io", "uids", "", uid);
}
