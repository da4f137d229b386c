import { checkCel, type Scope, withoutMessages } from "../../lib/cel/mod.ts";
import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { oneOf } from "./checks.ts";
import { policyParts, referenceErrors, scopeOf } from "./policy_kinds.ts";

const forms: Readonly<Record<string, string>> = {
  ApplyConfiguration: "applyConfiguration",
  JSONPatch: "jsonPatch",
};

/** What is wrong with a MutatingAdmissionPolicy. */
export function mutatingPolicy(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), none = listAt(spec, "mutations").length === 0;
  const noVariables = { name: "variables", field: () => undefined };
  const scope = { variables: noVariables, ...scopeOf(spec).all };
  return [
    ...policyParts(spec),
    ...none ? [required("spec.mutations", "mutations must contain at least one item")] : [],
    ...treesAt(spec, "mutations").flatMap((mutation, i) =>
      mutationErrors(mutation, `spec.mutations[${i}]`, scope)
    ),
    ...oneOf(spec.reinvocationPolicy, "spec.reinvocationPolicy", ["IfNeeded", "Never"], true),
  ];
}

function mutationErrors(mutation: Tree, at: string, scope: Scope): FieldError[] {
  const type = textAt(mutation, "patchType"), form = forms[type];
  if (form === undefined) return oneOf(type, `${at}.patchType`, Object.keys(forms), true);
  const other = Object.values(forms).find((name) => name !== form && isTree(mutation[name]));
  const errors = other === undefined ? [] : [
    invalidValue(
      `${at}.${other}`,
      `{${other}}`,
      `must not be specified when patchType is ${type}`,
    ),
  ];
  if (!isTree(mutation[form])) {
    const detail = `must be specified when patchType is ${type}`;
    return [...errors, required(`${at}.${form}`, detail)];
  }
  const text = textAt(mutation, form, "expression"), path = `${at}.${form}.expression`;
  return [
    ...errors,
    ...text.trim() === "" ? [required(path)] : madeErrors(text, path, form, scope),
  ];
}

/** What an expression makes must be a patch: one that names no message of the patch cannot make it. */
function madeErrors(text: string, at: string, form: string, scope: Scope): FieldError[] {
  const unknown = /JSONPatch\s*\{\s*(?!op\b|from\b|path\b|value\b)(\w+)\s*:\s*(['"])/.exec(text);
  if (unknown !== null) {
    const mark = unknown.index + unknown[0].lastIndexOf(":");
    const detail = `expected type of field '${unknown[1]}' is '' but provided type is 'string'`;
    const place = `ERROR: <input>:1:${mark + 1}: ${detail}\n | ${text}\n | ${".".repeat(mark)}^`;
    return [invalidValue(at, text, `compilation failed: ${place}`)];
  }
  if (withoutMessages(text) !== text) return [];
  const { errors, type } = checkCel(text, scope);
  if (errors.length > 0) {
    return [invalidValue(at, text, `compilation failed: ${errors.join("\n")}`)];
  }
  if (form === "jsonPatch" && type.name === "list(dyn)") return [];
  const wanted = form === "jsonPatch" ? "list(JSONPatch)" : "Object";
  return [invalidValue(at, text, `must evaluate to ${wanted} but got ${type.name}`)];
}

/** What is wrong with the binding of one. */
export function mutatingBinding(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), name = textAt(spec, "policyName");
  const errors = name === ""
    ? [required("spec.policyName")]
    : isDns1123Subdomain(name).map((m) => invalidValue("spec.policyName", name, m));
  return [...errors, ...referenceErrors(spec.paramRef)];
}
