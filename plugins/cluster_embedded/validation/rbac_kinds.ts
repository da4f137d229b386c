import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Subdomain } from "./names.ts";
import { type Validator } from "./other_kinds.ts";

export function roleRules(namespaced: boolean): Validator {
  return (object) =>
    treesAt(object, "rules").flatMap((rule, i) => {
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

function subjectErrors(subject: Tree, at: string, namespaced: boolean): FieldError[] {
  const name = textAt(subject, "name"), errors: FieldError[] = [];
  if (name === "") errors.push(required(`${at}.name`));
  if (subject.kind === "ServiceAccount") {
    if (name !== "") {
      errors.push(...isDns1123Subdomain(name).map((m) => invalidValue(`${at}.name`, name, m)));
    }
    if (!namespaced && textAt(subject, "namespace") === "") {
      errors.push(required(`${at}.namespace`));
    }
  } else if (subject.kind !== "User" && subject.kind !== "Group") {
    errors.push(unsupported(`${at}.kind`, subject.kind ?? "", ["ServiceAccount", "User", "Group"]));
  }
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
    if (textAt(role, "name") === "") errors.push(required("roleRef.name"));
    treesAt(object, "subjects").forEach((s, i) =>
      errors.push(...subjectErrors(s, `subjects[${i}]`, namespaced))
    );
    if (old === undefined || JSON.stringify(role) === JSON.stringify(old.roleRef)) return errors;
    const shown = { APIGroup: role.apiGroup, Kind: role.kind, Name: role.name };
    return [...errors, invalidValue("roleRef", shown, "cannot change roleRef")];
  };
}
