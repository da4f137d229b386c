import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { parseQuantity } from "../types/quantity.ts";
import { compareQuantities } from "../types/quantity_compare.ts";
import { isQualifiedName } from "../../lib/kubernetes_names/mod.ts";

const counted = new Set([
  ...["pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "resourcequotas"],
  ...["replicationcontrollers", "services.loadbalancers", "services.nodeports"],
]);
const measured =
  /^((requests|limits)\.)?(cpu|memory|ephemeral-storage)$|^requests\.storage$|hugepages-/;
const scopes = new Set([
  ...["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass"],
  ...["CrossNamespacePodAffinity", "VolumeAttributesClass"],
]);
const opposite = [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] as const;

/** What is wrong with a ResourceQuota. */
export function resourceQuota(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), hard = treeAt(spec, "hard");
  return [
    ...Object.entries(hard).flatMap(([name, value]) => hardErrors(name, String(value))),
    ...scopeErrors(listAt(spec, "scopes").map(String), Object.keys(hard)),
    ...selectorErrors(spec, Object.keys(hard)),
  ];
}

function isQuotaName(name: string): boolean {
  return name.includes("/") || counted.has(name) || measured.test(name);
}

function hardErrors(name: string, value: string): FieldError[] {
  const at = `spec.hard[${name}]`, errors: FieldError[] = [];
  const unqualified = isQualifiedName(name).map((m) => invalidValue(at, name, m));
  errors.push(...unqualified);
  if (!isQuotaName(name) && unqualified.length > 0) {
    errors.push(invalidValue(at, name, "must be a standard resource for quota"));
  } else if (!isQuotaName(name)) {
    errors.push(
      invalidValue(at, name, "must be a standard resource type or fully qualified"),
      invalidValue(at, name, "must be a standard resource for quota"),
    );
  }
  const { digits, scale } = parseQuantity(value);
  if (digits < 0n) {
    errors.push(invalidValue(at, value, "must be greater than or equal to 0"));
  }
  if (counted.has(name) && scale < 0) errors.push(invalidValue(at, value, "must be an integer"));
  return errors;
}

const podResources = /^(pods|((requests|limits)\.)?(cpu|memory))$/;

/** Whether a quota of a scope can count a resource. */
function countsIn(scope: string, resource: string): boolean {
  if (scope === "BestEffort") return resource === "pods";
  if (scope === "VolumeAttributesClass") {
    return resource === "persistentvolumeclaims" || resource === "requests.storage";
  }
  return !scopes.has(scope) || podResources.test(resource);
}

const needsExists =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

function selectorErrors(spec: Tree, resources: readonly string[]): FieldError[] {
  const terms = treesAt(spec, "scopeSelector", "matchExpressions");
  const at = "spec.scopeSelector.matchExpressions", errors: FieldError[] = [];
  for (const { scopeName, operator, values } of terms) {
    const scope = String(scopeName ?? "");
    if (!scopes.has(scope)) {
      errors.push(invalidValue(`${at}.scopeName`, scope, "unsupported scope"));
    }
    for (const name of [...resources].sort()) {
      if ((!counted.has(name) && !measured.test(name)) || countsIn(scope, name)) continue;
      errors.push({
        ...invalidValue(at, goSelector(terms), "unsupported scope applied to resource"),
      });
    }
    const named = scope === "PriorityClass" || scope === "VolumeAttributesClass";
    if (scopes.has(scope) && !named && operator !== "Exists") {
      errors.push(invalidValue(`${at}.operator`, operator ?? "", needsExists));
    }
    errors.push(...operatorErrors(String(operator ?? ""), values, at));
  }
  const given = terms.map(({ scopeName }) => scopeName);
  for (const pair of opposite) {
    if (!pair.every((scope) => given.includes(scope))) continue;
    errors.push(invalidValue(at, spec.scopes ?? null, "conflicting scopes"));
  }
  return errors;
}

/** Go prints its own struct. */
function goSelector(terms: readonly Tree[]): Tree {
  return {
    MatchExpressions: terms.map(({ scopeName, operator, values }) => ({
      ScopeName: scopeName ?? "",
      Operator: operator ?? "",
      Values: values ?? null,
    })),
  };
}

function operatorErrors(operator: string, values: unknown, at: string): FieldError[] {
  const count = Array.isArray(values) ? values.length : 0;
  if (operator === "In" || operator === "NotIn") {
    const detail =
      "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    return count > 0 ? [] : [required(`${at}.values`, detail)];
  }
  if (operator === "Exists" || operator === "DoesNotExist") {
    const detail =
      "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    return count === 0 ? [] : [invalidValue(`${at}.values`, values, detail)];
  }
  return [invalidValue(`${at}.operator`, operator, "not a valid selector operator")];
}

function scopeErrors(given: readonly string[], resources: readonly string[]): FieldError[] {
  const at = "spec.scopes", errors: FieldError[] = [];
  if (given.some((scope) => !scopes.has(scope))) {
    errors.push(invalidValue(at, given, "unsupported scope"));
  }
  if (
    resources.every(isQuotaName) && given.includes("BestEffort") &&
    resources.some((name) => name !== "pods")
  ) {
    errors.push(invalidValue(at, given, "unsupported scope applied to resource"));
  }
  if (opposite.some((pair) => pair.every((scope) => given.includes(scope)))) {
    errors.push(invalidValue(at, given, "conflicting scopes"));
  }
  return errors;
}

const limitTypes = ["Pod", "Container", "PersistentVolumeClaim"];

/** What is wrong with a LimitRange. */
export function limitRange(object: Tree): FieldError[] {
  const seen = new Set<string>();
  return treesAt(object, "spec", "limits").flatMap((limit, i) => {
    const at = `spec.limits[${i}]`, type = textAt(limit, "type");
    const errors = limitTypes.includes(type)
      ? []
      : isQualifiedName(type).map((m) => invalidValue(`${at}.type`, type, m));
    if (errors.length === 0 && !type.includes("/") && !limitTypes.includes(type)) {
      const detail = "must be a standard limit type or fully qualified";
      errors.push(invalidValue(`${at}.type`, type, detail));
    }
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    return [...errors, ...limitErrors(limit, type, at)];
  });
}

function limitErrors(limit: Tree, type: string, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (type === "Pod") {
    for (const field of ["default", "defaultRequest"]) {
      if (Object.keys(treeAt(limit, field)).length === 0) continue;
      errors.push(forbidden(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
  }
  if (type === "PersistentVolumeClaim") {
    const bounded = treeAt(limit, "min").storage ?? treeAt(limit, "max").storage;
    const detail = "either minimum or maximum storage value is required, but neither was provided";
    if (bounded === undefined) errors.push(required(`${at}.limits`, detail));
  }
  const fields = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"].filter(
    (field) => type !== "Pod" || !field.startsWith("default"),
  );
  for (const field of fields) {
    for (const name of Object.keys(treeAt(limit, field))) {
      errors.push(...resourceName(name, `${at}.${field}[${name}]`, type));
    }
  }
  const names = new Set(fields.flatMap((field) => Object.keys(treeAt(limit, field))));
  return [...errors, ...[...names].flatMap((name) => orderErrors(limit, name, at))];
}

function resourceName(name: string, at: string, type: string): FieldError[] {
  const ofContainer = type === "Pod" || type === "Container";
  const errors = isQualifiedName(name).map((m) => invalidValue(at, name, m));
  if (name.includes("/")) {
    const native = name.includes("kubernetes.io/") || name.startsWith("requests.");
    const extended = isQualifiedName(`requests.${name}`).length === 0;
    if (!ofContainer || name.includes("kubernetes.io/") || (!native && extended)) return errors;
    return [...errors, invalidValue(at, name, "doesn't follow extended resource name standard")];
  }
  if (errors.length === 0 && name !== "storage" && !isQuotaName(name)) {
    errors.push(invalidValue(at, name, "must be a standard resource type or fully qualified"));
  }
  if (ofContainer && !/^(cpu|memory|ephemeral-storage)$|^hugepages-/.test(name)) {
    errors.push(invalidValue(at, name, "must be a standard resource for containers"));
  }
  return errors;
}

/** Least, requested, granted and most stand in this order: [smaller, its words, larger, its words, whose field, whose value]. */
const orders = [
  ["min", "min value", "max", "max value", "min", "min"],
  [
    "min",
    "min value",
    "defaultRequest",
    "default request value",
    "defaultRequest",
    "defaultRequest",
  ],
  [
    "defaultRequest",
    "default request value",
    "max",
    "max value",
    "defaultRequest",
    "defaultRequest",
  ],
  [
    "defaultRequest",
    "default request value",
    "default",
    "default limit value",
    "defaultRequest",
    "defaultRequest",
  ],
  ["min", "min value", "default", "default value", "default", "min"],
  ["default", "default value", "max", "max value", "default", "max"],
] as const;

function orderErrors(limit: Tree, name: string, at: string): FieldError[] {
  const value = (field: string) => treeAt(limit, field)[name];
  const errors: FieldError[] = [];
  for (const [low, lowWords, high, highWords, field, shown] of orders) {
    const small = value(low), large = value(high);
    if (small === undefined || large === undefined) continue;
    if (compareQuantities(String(small), String(large)) <= 0) continue;
    const detail = `${lowWords} ${small} is greater than ${highWords} ${large}`;
    errors.push(invalidValue(`${at}.${field}[${name}]`, value(shown), detail));
  }
  const ratio = value("maxLimitRequestRatio");
  if (ratio !== undefined && compareQuantities(String(ratio), "1") < 0) {
    const place = `${at}.maxLimitRequestRatio[${name}]`;
    errors.push(invalidValue(place, ratio, `ratio ${ratio} is less than 1`));
  }
  return errors;
}
