import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Subdomain, isPathSegment } from "../../lib/kubernetes_names/mod.ts";
import { labelSelector } from "./checks.ts";
import { type Validator } from "./other_kinds.ts";

/** What is wrong with a Role or ClusterRole. */
export function roleRules(namespaced: boolean): Validator {
  return (object) => [...aggregationErrors(object), ...ruleErrors(object, namespaced)];
}

function aggregationErrors({ aggregationRule }: Tree): FieldError[] {
  if (aggregationRule === undefined) return [];
  const selectors = treesAt(aggregationRule, "clusterRoleSelectors");
  if (selectors.length > 0) return selectors.flatMap(aggregationSelector);
  const detail = "at least one clusterRoleSelector required if aggregationRule is non-nil";
  return [required("aggregationRule.clusterRoleSelectors", detail)];
}

function aggregationSelector(selector: Tree, i: number): FieldError[] {
  const at = `aggregationRule.clusterRoleSelectors[${i}]`, errors = labelSelector(selector, at);
  if (errors.length === 0) return [];
  return [...errors, invalidValue(at, null, "invalid label selector.")];
}

function ruleErrors(object: Tree, namespaced: boolean): FieldError[] {
  return treesAt(object, "rules").flatMap((rule, i) => {
    const at = `rules[${i}]`, errors: FieldError[] = [];
    if (listAt(rule, "verbs").length === 0) {
      errors.push(required(`${at}.verbs`, "verbs must contain at least one value"));
    }
    const urls = listAt(rule, "nonResourceURLs");
    if (urls.length > 0) {
      if (namespaced) {
        errors.push(
          invalidValue(
            `${at}.nonResourceURLs`,
            urls,
            "namespaced rules cannot apply to non-resource URLs",
          ),
        );
      }
      if (["apiGroups", "resources", "resourceNames"].some((key) => listAt(rule, key).length > 0)) {
        const detail = "rules cannot apply to both regular resources and non-resource URLs";
        errors.push(invalidValue(`${at}.nonResourceURLs`, urls, detail));
      }
      return errors;
    }
    if (listAt(rule, "apiGroups").length === 0) {
      errors.push(
        required(`${at}.apiGroups`, "resource rules must supply at least one api group"),
      );
    }
    if (listAt(rule, "resources").length === 0) {
      errors.push(
        required(`${at}.resources`, "resource rules must supply at least one resource"),
      );
    }
    return errors;
  });
}

const group = "rbac.authorization.k8s.io";

/** Accounts are of the core group, users and groups of this one. */
function groupErrors(given: unknown, wanted: string, at: string): FieldError[] {
  const value = given ?? wanted;
  return value === wanted ? [] : [unsupported(at, value, [wanted])];
}

function subjectErrors(subject: Tree, at: string, namespaced: boolean): FieldError[] {
  const name = textAt(subject, "name"), errors: FieldError[] = [];
  if (name === "") errors.push(required(`${at}.name`));
  if (subject.kind === "ServiceAccount") {
    errors.push(...groupErrors(subject.apiGroup, "", `${at}.apiGroup`));
    if (name !== "") {
      errors.push(...isDns1123Subdomain(name).map((m) => invalidValue(`${at}.name`, name, m)));
    }
    if (!namespaced && textAt(subject, "namespace") === "") {
      errors.push(required(`${at}.namespace`));
    }
  } else if (subject.kind !== "User" && subject.kind !== "Group") {
    errors.push(unsupported(`${at}.kind`, subject.kind ?? "", ["ServiceAccount", "User", "Group"]));
  } else errors.push(...groupErrors(subject.apiGroup, group, `${at}.apiGroup`));
  return errors;
}

export function bindings(namespaced: boolean): Validator {
  return (object, old) => {
    const role = treeAt(object, "roleRef"),
      kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
    const errors: FieldError[] = [];
    if (!kinds.includes(String(role.kind))) {
      errors.push(unsupported("roleRef.kind", role.kind ?? "", kinds));
    }
    errors.push(...groupErrors(role.apiGroup, group, "roleRef.apiGroup"));
    const name = textAt(role, "name");
    if (name === "") errors.push(required("roleRef.name"));
    errors.push(...isPathSegment(name).map((m) => invalidValue("roleRef.name", name, m)));
    treesAt(object, "subjects").forEach((s, i) =>
      errors.push(...subjectErrors(s, `subjects[${i}]`, namespaced))
    );
    if (old === undefined || JSON.stringify(role) === JSON.stringify(old.roleRef)) return errors;
    const shown = { APIGroup: role.apiGroup, Kind: role.kind, Name: role.name };
    return [...errors, invalidValue("roleRef", shown, "cannot change roleRef")];
  };
}
