import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { parseQuantity } from "../types/quantity.ts";
import { oneOf } from "./checks.ts";
import { isPathSegment } from "../../lib/kubernetes_names/mod.ts";

const kinds = ["ContainerResource", "External", "Object", "Pods", "Resource"];

/** What is wrong with a HorizontalPodAutoscaler. */
export function autoscaler(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec");
  const percent = spec.targetCPUUtilizationPercentage;
  const at = "spec.metrics[0].resource.target.averageUtilization";
  return [
    ...(typeof percent === "number" && percent < 1
      ? [invalidValue(at, percent, "must be greater than 0")]
      : []),
    ...targetErrors(treeAt(spec, "scaleTargetRef")),
    ...countErrors(spec),
    ...treesAt(spec, "metrics").flatMap((metric, i) => metricErrors(metric, `spec.metrics[${i}]`)),
    ...["scaleUp", "scaleDown"].flatMap((direction) =>
      behaviorErrors(treeAt(spec, "behavior")[direction], `spec.behavior.${direction}`)
    ),
  ];
}

function segment(value: string, at: string, detail = ""): FieldError[] {
  if (value === "") return [required(at, detail)];
  return isPathSegment(value).map((message) => invalidValue(at, value, message));
}

function targetErrors(target: Tree): FieldError[] {
  const at = "spec.scaleTargetRef", version = textAt(target, "apiVersion");
  const errors = [
    ...segment(textAt(target, "kind"), `${at}.kind`),
    ...segment(textAt(target, "name"), `${at}.name`),
  ];
  if (textAt(target, "kind") === "ReplicationController" || version.includes("/")) return errors;
  const detail = "apiVersion must specify API group";
  return [...errors, invalidValue(`${at}.apiVersion`, version, detail)];
}

function countErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [];
  const max = Number(spec.maxReplicas ?? 0), min = Number(spec.minReplicas ?? 1);
  if (min < 1) {
    const scalable = treesAt(spec, "metrics").some(({ type }) =>
      type === "Object" || type === "External"
    );
    const detail = "must be greater than or equal to 1";
    errors.push(invalidValue("spec.minReplicas", min, detail));
    if (min === 0 && !scalable) {
      const text =
        "must specify at least one Object or External metric to support scaling to zero replicas";
      errors.push(forbidden("spec.metrics", text));
    }
  }
  if (max < 0) {
    errors.push(invalidValue("spec.maxReplicas", max, "must be greater than or equal to 1"));
  } else if (max < 1) errors.push(required("spec.maxReplicas", "must be set and greater than 0"));
  if (max < min) {
    const detail = "must be greater than or equal to `minReplicas`";
    errors.push(invalidValue("spec.maxReplicas", max, detail));
  }
  return errors;
}

const sourceOf = (kind: string) => kind[0]!.toLowerCase() + kind.slice(1);

function metricErrors(metric: Tree, at: string): FieldError[] {
  const type = textAt(metric, "type");
  if (!kinds.includes(type)) {
    if (type === "") return [required(`${at}.type`)];
    // The type itself and the lack of a source for it are two findings in one text.
    return [unsupported(`${at}.type`, type, kinds), unsupported(`${at}.type`, type, kinds)];
  }
  const field = sourceOf(type), source = metric[field], path = `${at}.${field}`;
  if (!isTree(source)) {
    return [required(path, "must populate information for the given metric source")];
  }
  const errors: FieldError[] = [];
  if (type.endsWith("Resource")) {
    errors.push(...segment(textAt(source, "name"), `${path}.name`, "must specify a resource name"));
    if (type === "ContainerResource") {
      const detail = "must specify a container";
      errors.push(...segment(textAt(source, "container"), `${path}.container`, detail));
    }
  } else {
    const detail = "must specify a metric name";
    errors.push(...segment(textAt(source, "metric", "name"), `${path}.metric.name`, detail));
  }
  if (type === "Object") {
    const described = treeAt(source, "describedObject");
    errors.push(
      ...segment(textAt(described, "kind"), `${path}.describedObject.kind`),
      ...segment(textAt(described, "name"), `${path}.describedObject.name`),
    );
  }
  return [...errors, ...aimErrors(treeAt(source, "target"), `${path}.target`, type)];
}

/** What a metric should be. */
function aimErrors(target: Tree, at: string, kind: string): FieldError[] {
  const errors: FieldError[] = [], { type, value, averageValue, averageUtilization } = target;
  if (!["Utilization", "Value", "AverageValue"].includes(String(type))) {
    const detail = "must be either Utilization, Value, or AverageValue";
    errors.push(invalidValue(`${at}.type`, type ?? "", detail));
  }
  for (const [field, number] of [["value", value], ["averageValue", averageValue]] as const) {
    if (number === undefined || parseQuantity(String(number)).digits > 0n) continue;
    errors.push(invalidValue(`${at}.${field}`, number, "must be positive"));
  }
  if (typeof averageUtilization === "number" && averageUtilization < 1) {
    const detail = "must be greater than 0";
    errors.push(invalidValue(`${at}.averageUtilization`, averageUtilization, detail));
  }
  return [...errors, ...kindOfAim(target, at, kind)];
}

function kindOfAim(target: Tree, at: string, kind: string): FieldError[] {
  const { value, averageValue, averageUtilization } = target;
  if (kind.endsWith("Resource")) {
    if (averageValue === undefined && averageUtilization === undefined) {
      const detail = "must set either a target raw value or a target utilization";
      return [required(`${at}.averageUtilization`, detail)];
    }
    if (averageValue !== undefined && averageUtilization !== undefined) {
      const detail = "may not set both a target raw value and a target utilization";
      return [forbidden(`${at}.averageValue`, detail)];
    }
    return [];
  }
  if (kind === "Pods") {
    const detail = "must specify a positive target averageValue";
    return averageValue === undefined ? [required(`${at}.averageValue`, detail)] : [];
  }
  if (value === undefined && averageValue === undefined) {
    const detail = kind === "Object"
      ? "must set either a target value or averageValue"
      : "must set either a target value for metric or a per-pod target";
    return [required(`${at}.averageValue`, detail)];
  }
  if (kind === "External" && value !== undefined && averageValue !== undefined) {
    const detail = "may not set both a target value for metric and a per-pod target";
    return [forbidden(`${at}.value`, detail)];
  }
  return [];
}

function behaviorErrors(rules: unknown, at: string): FieldError[] {
  if (!isTree(rules)) return [];
  const errors: FieldError[] = [], seconds = rules.stabilizationWindowSeconds;
  const window = `${at}.stabilizationWindowSeconds`;
  if (typeof seconds === "number" && seconds < 0) {
    errors.push(invalidValue(window, seconds, "must be greater than or equal to zero"));
  }
  if (typeof seconds === "number" && seconds > 3600) {
    errors.push(invalidValue(window, seconds, "must be less than or equal to 3600"));
  }
  const choices = ["Disabled", "Max", "Min"];
  errors.push(...oneOf(rules.selectPolicy, `${at}.selectPolicy`, choices));
  const policies = listAt(rules, "policies");
  if (policies.length === 0) {
    errors.push(required(`${at}.policies`, "must specify at least one Policy"));
  }
  policies.forEach((policy, i) => {
    const path = `${at}.policies[${i}]`, period = Number(treeAt(policy).periodSeconds ?? 0);
    errors.push(...oneOf(treeAt(policy).type, `${path}.type`, ["Percent", "Pods"], true));
    const positive = "must be greater than zero", value = Number(treeAt(policy).value ?? 0);
    if (value <= 0) errors.push(invalidValue(`${path}.value`, value, positive));
    const place = `${path}.periodSeconds`;
    if (period <= 0) errors.push(invalidValue(place, period, positive));
    if (period > 1800) {
      errors.push(invalidValue(place, period, "must be less than or equal to 1800"));
    }
  });
  return errors;
}
