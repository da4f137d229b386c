import type { Api, Attributes } from "../api.ts";
import { forbiddenError } from "../errors/api_error.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { masters, type User } from "./user.ts";
import { decide, rbacGroup, roleRules, ruleAllows, rulesOf } from "./rbac.ts";

/** Throws 403 where a user would give rights that they have not. */
export function checkEscalation(
  api: Api,
  user: User,
  object: Tree,
  old: Tree | undefined,
  plural: string,
): void {
  if (user.groups.includes(masters)) return;
  const namespace = textAt(object, "metadata", "namespace"),
    name = textAt(object, "metadata", "name");
  const isBinding = plural.endsWith("bindings");
  const rules = isBinding
    ? roleRules(api, treeAt(object, "roleRef"), namespace)
    : treesAt(object, "rules");
  if (
    old !== undefined && !isBinding && JSON.stringify(old.rules) === JSON.stringify(object.rules)
  ) return;
  if (mayEscalate(api, user, object, plural, namespace, name)) return;
  const held = [...rulesOf(api, user, namespace)].map(({ rule }) => rule);
  const missing = rules.flatMap(atoms).filter((atom) => !held.some((rule) => covers(rule, atom)));
  if (missing.length === 0) return;
  const lines = compact(missing).map(showRule).sort();
  throw forbiddenError(
    { group: rbacGroup, name: plural },
    name,
    `user ${JSON.stringify(user.name)} (groups=[${
      user.groups.map((g) => JSON.stringify(g)).join(" ")
    }]) is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`,
  );
}

function mayEscalate(
  api: Api,
  user: User,
  object: Tree,
  plural: string,
  namespace: string,
  name: string,
): boolean {
  const role = treeAt(object, "roleRef");
  const isBinding = plural.endsWith("bindings");
  const attributes: Attributes = {
    verb: isBinding ? "bind" : "escalate",
    group: rbacGroup,
    resource: isBinding ? (role.kind === "ClusterRole" ? "clusterroles" : "roles") : plural,
    subresource: "",
    namespace,
    name: isBinding ? String(role.name) : name,
  };
  return decide(api, user, attributes).allowed;
}

interface Atom {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string;
  readonly url?: string;
}

const strings = (value: unknown) => (Array.isArray(value) ? value : []) as string[];

/** A rule as its single rights. */
function atoms(rule: Tree): Atom[] {
  const result: Atom[] = [];
  const names = strings(rule.resourceNames);
  for (const verb of strings(rule.verbs)) {
    for (const url of strings(rule.nonResourceURLs)) result.push({ verb, url });
    for (const group of strings(rule.apiGroups)) {
      for (const resource of strings(rule.resources)) {
        if (names.length === 0) result.push({ verb, group, resource });
        for (const name of names) result.push({ verb, group, resource, name });
      }
    }
  }
  return result;
}

function covers(rule: Tree, atom: Atom): boolean {
  const [resource = "", subresource = ""] = (atom.resource ?? "").split("/");
  return ruleAllows(rule, {
    verb: atom.verb,
    group: atom.group ?? "",
    resource,
    subresource,
    namespace: "",
    name: atom.name ?? "",
    ...(atom.url === undefined ? {} : { path: atom.url }),
  });
}

/** Rights on one resource as one rule again. */
function compact(missing: readonly Atom[]): Atom[][] {
  const groups = new Map<string, Atom[]>();
  for (const atom of missing) {
    const key = JSON.stringify([atom.group, atom.resource, atom.name, atom.url]);
    groups.set(key, [...groups.get(key) ?? [], atom]);
  }
  return [...groups.values()];
}

function showRule(group: Atom[]): string {
  const [first] = group as [Atom];
  const list = (values: readonly string[]) => `[${values.map((v) => JSON.stringify(v)).join(" ")}]`;
  const verbs = `Verbs:${list(group.map(({ verb }) => verb))}`;
  if (first.url !== undefined) return `{NonResourceURLs:${list([first.url])}, ${verbs}}`;
  const names = first.name === undefined ? "" : `, ResourceNames:${list([first.name])}`;
  return `{APIGroups:${list([first.group!])}, Resources:${
    list([first.resource!])
  }${names}, ${verbs}}`;
}
