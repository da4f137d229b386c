import type { Api, Attributes } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { masters, type User } from "./user.ts";

export const rbacGroup = "rbac.authorization.k8s.io";
const buckets = {
  roles: `${rbacGroup}/roles`,
  roleBindings: `${rbacGroup}/rolebindings`,
  clusterRoles: `${rbacGroup}/clusterroles`,
  clusterRoleBindings: `${rbacGroup}/clusterrolebindings`,
};

/** A rule that a user has, and by which binding. */
export interface HeldRule {
  readonly rule: Tree;
  readonly reason: string;
}

/** Whether RBAC allows it, and why. */
export function decide(
  api: Api,
  user: User,
  attributes: Attributes,
): { allowed: boolean; reason: string } {
  if (user.groups.includes(masters)) return { allowed: true, reason: "" };
  for (const { rule, reason } of rulesOf(api, user, attributes.namespace)) {
    if (ruleAllows(rule, attributes)) {
      return { allowed: true, reason: `RBAC: allowed by ${reason}` };
    }
  }
  const missing = missingRoles(api, user, attributes.namespace);
  if (missing.length === 0) return { allowed: false, reason: "" };
  const text = missing.length === 1 ? missing[0]! : `[${missing.join(", ")}]`;
  return { allowed: false, reason: `RBAC: ${text}` };
}

/** Roles that are bound to a user and are not there, in the words of a refusal. */
function missingRoles(api: Api, user: User, namespace: string): string[] {
  const everywhere = [...api.store.bucket(buckets.clusterRoleBindings).objects.values()];
  const here = namespace === "" ? [] : [...api.store.bucket(buckets.roleBindings).objects]
    .filter(([key]) => key.startsWith(`${namespace}/`)).map(([, binding]) => binding);
  return [...everywhere, ...here].flatMap((binding) => {
    const at = here.includes(binding) ? namespace : "";
    if (!treesAt(binding, "subjects").some((s) => isSubject(s, user, at))) return [];
    const { kind, name } = treeAt(binding, "roleRef");
    const bucket = kind === "Role" ? buckets.roles : buckets.clusterRoles;
    const key = kind === "Role" ? `${at}/${name}` : String(name);
    if (api.store.bucket(bucket).objects.has(key)) return [];
    return [`${String(kind).toLowerCase()}.${rbacGroup} "${name}" not found`];
  });
}

/** The rules of a user everywhere, and where a namespace is given, in it. */
export function* rulesOf(api: Api, user: User, namespace: string): Generator<HeldRule> {
  for (const binding of api.store.bucket(buckets.clusterRoleBindings).objects.values()) {
    yield* bindingRules(api, user, binding, "");
  }
  if (namespace === "") return;
  const bucket = api.store.bucket(buckets.roleBindings);
  for (const [key, binding] of bucket.objects) {
    if (key.startsWith(`${namespace}/`)) yield* bindingRules(api, user, binding, namespace);
  }
}

function* bindingRules(
  api: Api,
  user: User,
  binding: Tree,
  namespace: string,
): Generator<HeldRule> {
  const subject = treesAt(binding, "subjects").find((s) => isSubject(s, user, namespace));
  if (subject === undefined) return;
  const role = treeAt(binding, "roleRef");
  const name = textAt(binding, "metadata", "name");
  const kind = namespace === "" ? "ClusterRoleBinding" : "RoleBinding";
  const reason = `${kind} "${
    namespace === "" ? name : `${name}/${namespace}`
  }" of ${role.kind} "${role.name}" to ${showSubject(subject)}`;
  for (const rule of roleRules(api, role, namespace)) yield { rule, reason };
}

function showSubject(subject: Tree): string {
  if (subject.kind !== "ServiceAccount") return `${subject.kind} "${subject.name}"`;
  return `ServiceAccount "${subject.name}/${subject.namespace}"`;
}

/** The rules of a role that a binding refers to. */
export function roleRules(api: Api, role: Tree, namespace: string): Tree[] {
  const bucket = role.kind === "ClusterRole" ? buckets.clusterRoles : buckets.roles;
  const key = role.kind === "ClusterRole" ? String(role.name) : `${namespace}/${role.name}`;
  return treesAt(api.store.bucket(bucket).objects.get(key), "rules");
}

function isSubject(subject: Tree, user: User, namespace: string): boolean {
  const { kind, name } = subject;
  if (kind === "User") return name === user.name;
  if (kind === "Group") return user.groups.includes(String(name));
  const account = `system:serviceaccount:${subject.namespace ?? namespace}:${name}`;
  return kind === "ServiceAccount" && user.name === account;
}

function has(list: unknown, ...values: string[]): boolean {
  return Array.isArray(list) && list.some((item) => item === "*" || values.includes(item));
}

/** Whether one rule covers what is asked. */
export function ruleAllows(rule: Tree, asked: Attributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false;
  if (asked.path !== undefined) return pathCovered(rule.nonResourceURLs, asked.path);
  const resource = asked.subresource === ""
    ? asked.resource
    : `${asked.resource}/${asked.subresource}`;
  if (!has(rule.apiGroups, asked.group)) return false;
  const suffix = asked.subresource === "" ? [] : [`*/${asked.subresource}`];
  if (!has(rule.resources, resource, ...suffix)) return false;
  const names = rule.resourceNames;
  return !Array.isArray(names) || names.length === 0 || names.includes(asked.name);
}

function pathCovered(urls: unknown, path: string): boolean {
  return Array.isArray(urls) &&
    urls.some((url: string) =>
      url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)))
    );
}
