import { makeTree, put, type Tree, treeAt, treesAt } from "../json/tree.ts";

const metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
const behaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";
const conditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions";

function isCpuUtilization(metric: Tree): boolean {
  const target = treeAt(metric, "resource", "target");
  return metric.type === "Resource" && treeAt(metric, "resource").name === "cpu" &&
    typeof target.averageUtilization === "number";
}

/** autoscaling/v2 -> v1: the processor's metric is a field, the rest annotations. */
export function hpaToV1(hpa: Tree): Tree {
  const spec = makeTree(hpa, "spec"), status = makeTree(hpa, "status");
  const metrics = treesAt(spec, "metrics"), cpu = metrics.find(isCpuUtilization);
  const others = metrics.filter((metric) => metric !== cpu);
  const annotations: Tree = {};
  if (cpu !== undefined) {
    spec.targetCPUUtilizationPercentage = treeAt(cpu, "resource", "target").averageUtilization;
  }
  if (others.length > 0) annotations[metricsAnnotation] = JSON.stringify(others);
  if (spec.behavior !== undefined) annotations[behaviorAnnotation] = JSON.stringify(spec.behavior);
  if (Array.isArray(status.conditions) && status.conditions.length > 0) {
    annotations[conditionsAnnotation] = JSON.stringify(status.conditions);
  }
  delete spec.metrics;
  delete spec.behavior;
  delete status.conditions;
  delete status.currentMetrics;
  status.currentReplicas ??= 0;
  if (Object.keys(annotations).length > 0) {
    Object.assign(makeTree(hpa, "metadata", "annotations"), annotations);
  }
  return hpa;
}

/** autoscaling/v1 -> v2. */
export function hpaToV2(hpa: Tree): Tree {
  const spec = makeTree(hpa, "spec"), status = makeTree(hpa, "status");
  const annotations = treeAt(hpa, "metadata", "annotations");
  const metrics = readAnnotation(annotations, metricsAnnotation) as Tree[] | undefined ?? [];
  if (typeof spec.targetCPUUtilizationPercentage === "number") {
    const averageUtilization = spec.targetCPUUtilizationPercentage;
    metrics.push({
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
    });
  }
  delete spec.targetCPUUtilizationPercentage;
  // What comes out of storage has its defaults.
  spec.metrics = metrics.length > 0 ? metrics : [{
    type: "Resource",
    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
  }];
  put(spec, "behavior", readAnnotation(annotations, behaviorAnnotation));
  put(status, "conditions", readAnnotation(annotations, conditionsAnnotation));
  delete status.currentCPUUtilizationPercentage;
  status.currentMetrics ??= null;
  if (Object.keys(annotations).length === 0) delete treeAt(hpa, "metadata").annotations;
  return hpa;
}

function readAnnotation(annotations: Tree, name: string): unknown {
  const text = annotations[name];
  if (typeof text !== "string") return undefined;
  delete annotations[name];
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
