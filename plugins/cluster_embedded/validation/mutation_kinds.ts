import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { oneOf } from "./checks.ts";
import { policyParts, referenceErrors } from "./policy_kinds.ts";

const forms: Readonly<Record<string, string>> = {
  ApplyConfiguration: "applyConfiguration",
  JSONPatch: "jsonPatch",
};

/** What is wrong with a MutatingAdmissionPolicy. */
export function mutatingPolicy(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), none = listAt(spec, "mutations").length === 0;
  return [
    ...policyParts(spec),
    ...none ? [required("spec.mutations", "mutations must contain at least one item")] : [],
    ...treesAt(spec, "mutations").flatMap((mutation, i) =>
      mutationErrors(mutation, `spec.mutations[${i}]`)
    ),
    ...oneOf(spec.reinvocationPolicy, "spec.reinvocationPolicy", ["IfNeeded", "Never"], true),
  ];
}

function mutationErrors(mutation: Tree, at: string): FieldError[] {
  const type = textAt(mutation, "patchType"), form = forms[type];
  if (form === undefined) return oneOf(type, `${at}.patchType`, Object.keys(forms), true);
  if (!isTree(mutation[form])) {
    return [required(`${at}.${form}`, `must be specified when patchType is ${type}`)];
  }
  return textAt(mutation, form, "expression").trim() === ""
    ? [required(`${at}.${form}.expression`)]
    : [];
}

/** What is wrong with the binding of one. */
export function mutatingBinding(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), name = textAt(spec, "policyName");
  const errors = name === ""
    ? [required("spec.policyName")]
    : isDns1123Subdomain(name).map((m) => invalidValue("spec.policyName", name, m));
  return [...errors, ...referenceErrors(spec.paramRef)];
}
