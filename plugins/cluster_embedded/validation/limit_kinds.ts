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
  ];
}

function isQuotaName(name: string): boolean {
  return name.includes("/") || counted.has(name) || measured.test(name);
}

function hardErrors(name: string, value: string): FieldError[] {
  const at = `spec.hard[${name}]`, errors: FieldError[] = [];
  if (!isQuotaName(name)) {
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

/** What is wrong with a LimitRange. */
export function limitRange(object: Tree): FieldError[] {
  const seen = new Set<string>();
  return treesAt(object, "spec", "limits").flatMap((limit, i) => {
    const at = `spec.limits[${i}]`, type = textAt(limit, "type");
    const errors = ["Pod", "Container", "PersistentVolumeClaim"].includes(type)
      ? []
      : isQualifiedName(type).map((m) => invalidValue(`${at}.type`, type, m));
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
  const names = new Set(
    ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"].flatMap((field) =>
      Object.keys(treeAt(limit, field))
    ),
  );
  return [...errors, ...[...names].flatMap((name) => orderErrors(limit, name, at))];
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
