import type { Scope } from "../../lib/cel/mod.ts";
import { checkCel } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelector, oneOf } from "./checks.ts";
import { isDns1123Subdomain, isQualifiedName } from "../../lib/kubernetes_names/mod.ts";
import { conditionErrors, expressionErrors, requestScope, ruleErrors } from "./webhook_kinds.ts";

const dyn = { name: "dyn" };

/** What is wrong with a ValidatingAdmissionPolicy. */
export function admissionPolicy(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), errors: FieldError[] = [];
  const scope = scopeOf(spec);
  const none = listAt(spec, "validations").length + listAt(spec, "auditAnnotations").length === 0;
  if (none) {
    const detail = "validations or auditAnnotations must contain at least one item";
    errors.push(required("spec.validations", detail), required("spec.auditAnnotations", detail));
  }
  return [
    ...errors,
    ...policyParts(spec),
    ...treesAt(spec, "validations").flatMap((rule, i) =>
      validationErrors(rule, `spec.validations[${i}]`, scope.all)
    ),
    ...auditErrors(object, spec, scope.all),
  ];
}

/** What is wrong with the parts that all kinds of policies have. */
export function policyParts(spec: Tree): FieldError[] {
  const scope = scopeOf(spec);
  return [
    ...oneOf(spec.failurePolicy, "spec.failurePolicy", ["Fail", "Ignore"]),
    ...paramErrors(spec.paramKind),
    ...constraintErrors(spec.matchConstraints),
    ...variableErrors(spec, scope),
    ...conditionErrors(spec, "spec", scope.conditions),
  ];
}

interface Scopes {
  readonly conditions: Scope;
  readonly all: Scope;
}

/** What expressions can name: parameters only where a kind of them is given, variables where there are some. */
export function scopeOf(spec: Tree): Scopes {
  const conditions: Scope = {
    ...requestScope,
    namespaceObject: dyn,
    ...(isTree(spec.paramKind) ? { params: dyn } : {}),
  };
  const variables = treesAt(spec, "variables");
  if (variables.length === 0) return { conditions, all: conditions };
  const types = new Map<string, { name: string }>();
  const holder = { name: "variables", field: (name: string) => types.get(name) };
  const all = { ...conditions, variables: holder };
  for (const variable of variables) {
    types.set(textAt(variable, "name"), checkCel(textAt(variable, "expression"), all).type);
  }
  return { conditions, all };
}

function paramErrors(kind: unknown): FieldError[] {
  if (!isTree(kind)) return [];
  const version = textAt(kind, "apiVersion"), errors: FieldError[] = [];
  const at = "spec.paramKind";
  if (version === "") errors.push(required(`${at}.apiVersion`));
  else if (version.split("/").length > 2) {
    const detail = `unexpected GroupVersion string: ${version}`;
    errors.push(invalidValue(`${at}.apiVersion`, version, detail));
  }
  if (textAt(kind, "kind") === "") errors.push(required(`${at}.kind`));
  return errors;
}

function constraintErrors(constraints: unknown): FieldError[] {
  const at = "spec.matchConstraints";
  if (!isTree(constraints)) return [required(at)];
  const errors: FieldError[] = [];
  if (listAt(constraints, "resourceRules").length === 0) {
    errors.push(required(`${at}.resourceRules`));
  }
  return [
    ...errors,
    ...oneOf(constraints.matchPolicy, `${at}.matchPolicy`, ["Equivalent", "Exact"]),
    ...ruleErrors(constraints, "resourceRules", `${at}.resourceRules`),
    ...ruleErrors(constraints, "excludeResourceRules", `${at}.excludeResourceRules`),
    ...labelSelector(treeAt(constraints, "namespaceSelector"), `${at}.namespaceSelector`),
    ...labelSelector(treeAt(constraints, "objectSelector"), `${at}.objectSelector`),
  ];
}

function variableErrors(spec: Tree, { all }: Scopes): FieldError[] {
  return treesAt(spec, "variables").flatMap((variable, i) => {
    const at = `spec.variables[${i}]`, name = textAt(variable, "name");
    const text = textAt(variable, "expression"), errors: FieldError[] = [];
    if (name === "") errors.push(required(`${at}.name`, "name is not specified"));
    else if (!/^[_a-zA-Z]\w*$/.test(name)) {
      errors.push(invalidValue(`${at}.name`, name, "must be a valid CEL identifier"));
    }
    if (text.trim() === "") {
      errors.push(required(`${at}.expression`, "expression is not specified"));
    } else {
      const { errors: wrong } = checkCel(text, all);
      if (wrong.length > 0) {
        const detail = `compilation failed: ${wrong.join("\n")}`;
        errors.push(invalidValue(`${at}.expression`, text, detail));
      }
    }
    return errors;
  });
}

function validationErrors(rule: Tree, at: string, scope: Scope): FieldError[] {
  const errors: FieldError[] = [], text = textAt(rule, "expression");
  if (text.trim() === "") {
    errors.push(required(`${at}.expression`, "expression is not specified"));
  } else errors.push(...expressionErrors(text, `${at}.expression`, scope, ["bool"]));
  const { message } = rule;
  if (typeof message === "string" && message !== "") {
    if (message.trim() === "") {
      errors.push(invalidValue(`${at}.message`, message, "message must be non-empty if specified"));
    } else if (/[\r\n]/.test(message)) {
      errors.push(invalidValue(`${at}.message`, message, "must not contain line breaks"));
    }
  }
  const expression = textAt(rule, "messageExpression");
  if (expression !== "") {
    const place = `${at}.messageExpression`;
    errors.push(...expressionErrors(expression, place, scope, ["string"]));
  }
  const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
  const known = ["", ...reasons].includes(textAt(rule, "reason"));
  if (!known) errors.push(unsupported(`${at}.reason`, rule.reason, reasons));
  return errors;
}

function auditErrors(object: Tree, spec: Tree, scope: Scope): FieldError[] {
  const seen = new Set<string>(), policy = textAt(object, "metadata", "name");
  return treesAt(spec, "auditAnnotations").flatMap((annotation, i) => {
    const at = `spec.auditAnnotations[${i}]`, key = textAt(annotation, "key");
    const errors = isQualifiedName(`${policy}/${key}`).map((m) =>
      invalidValue(`${at}.key`, `${policy}/${key}`, m)
    );
    if (seen.has(key)) errors.push(duplicate(`${at}.key`, key));
    seen.add(key);
    const text = textAt(annotation, "valueExpression"), place = `${at}.valueExpression`;
    if (text.trim() === "") {
      return [...errors, required(place, "valueExpression is not specified")];
    }
    return [...errors, ...expressionErrors(text, place, scope, ["string", "null_type"])];
  });
}

/** What is wrong with the binding of a policy. */
export function policyBinding(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), name = textAt(spec, "policyName");
  const errors = name === ""
    ? [required("spec.policyName")]
    : isDns1123Subdomain(name).map((m) => invalidValue("spec.policyName", name, m));
  return [...errors, ...referenceErrors(spec.paramRef), ...actionErrors(spec)];
}

/** What is wrong with the way a binding names parameters. */
export function referenceErrors(reference: unknown): FieldError[] {
  if (!isTree(reference)) return [];
  const at = "spec.paramRef", errors: FieldError[] = [];
  const named = textAt(reference, "name") !== "", selected = isTree(reference.selector);
  if (named && selected) {
    const detail = "name and selector are mutually exclusive";
    errors.push(forbidden(`${at}.name`, detail), forbidden(`${at}.selector`, detail));
  } else if (!named && !selected) {
    errors.push(required(at, "one of name or selector must be specified"));
  }
  const action = reference.parameterNotFoundAction, place = `${at}.parameterNotFoundAction`;
  return [...errors, ...oneOf(action, place, ["Deny", "Allow"], true)];
}

function actionErrors(spec: Tree): FieldError[] {
  const actions = listAt(spec, "validationActions"), at = "spec.validationActions";
  if (actions.length === 0) return [required(at, "at least one validation action is required")];
  const errors: FieldError[] = [], known = ["Audit", "Deny", "Warn"];
  actions.forEach((action, i) => {
    if (!known.includes(String(action))) errors.push(unsupported(`${at}[${i}]`, action, known));
    if (actions.indexOf(action) < i) errors.push(duplicate(`${at}[${i}]`, action));
  });
  if (actions.includes("Deny") && actions.includes("Warn")) {
    const detail =
      "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";
    errors.push(invalidValue(at, actions, detail));
  }
  return errors;
}
