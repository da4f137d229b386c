import type { Api } from "../api.ts";
import { clone, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { timestamp } from "../api.ts";
import { splitGroupVersion } from "../registry/registry.ts";
import { find, isDeleted, update, withCondition } from "./objects.ts";
import type { Controller } from "./runner.ts";

const autoscalers = "autoscaling/horizontalpodautoscalers";
/** On an autoscaler: the percentage that its first metric is measured at; what is wanted, without it. */
const loadAnnotation = "sluice/simulate-utilization";
const workloads = ["apps/deployments", "apps/statefulsets", "apps/replicasets"];

/** Scales the targets of HorizontalPodAutoscalers to what their load asks for, within their bounds. */
export const autoscalerController: Controller = {
  buckets: [autoscalers, ...workloads],
  reconcile(api, bucket, key) {
    if (bucket === autoscalers) return scale(api, key);
    const [namespace, name] = key.split("/");
    for (const [other, object] of api.store.bucket(autoscalers).objects) {
      const target = treeAt(object, "spec", "scaleTargetRef");
      if (other.startsWith(`${namespace}/`) && target.name === name) scale(api, other);
    }
  },
};

interface Wish {
  readonly current: number;
  readonly wanted: number;
  /** Before the bounds. */
  readonly asked: number;
}

function scale(api: Api, key: string): void {
  const autoscaler = find(api, autoscalers, key);
  if (autoscaler === undefined || isDeleted(autoscaler)) return;
  const spec = treeAt(autoscaler, "spec"), reference = treeAt(spec, "scaleTargetRef");
  const [group, version] = splitGroupVersion(textAt(reference, "apiVersion"));
  const resource = api.registry.ofKind(group, version, textAt(reference, "kind"));
  const targetKey = `${key.split("/")[0]}/${reference.name}`;
  const target = resource === undefined ? undefined : find(api, resource.bucket, targetKey);
  if (target === undefined || resource === undefined) {
    const message = `deployments/scale.apps "${reference.name}" not found`;
    return report(api, key, { current: 0, wanted: 0, asked: 0 }, [
      condition("AbleToScale", "False", "FailedGetScale", message),
    ]);
  }
  const wish = wishOf(autoscaler, Number(treeAt(target, "spec").replicas ?? 1));
  if (wish.current !== 0 && wish.wanted !== wish.current) {
    const next = { ...clone(treeAt(target, "spec")), replicas: wish.wanted };
    update(api, resource.bucket, targetKey, {
      metadata: raised(treeAt(target, "metadata")),
      spec: next,
    });
  }
  report(api, key, wish, conditionsOf(wish));
}

function raised(metadata: Tree): Tree {
  return { ...metadata, generation: Number(metadata.generation ?? 0) + 1 };
}

function wishOf(autoscaler: Tree, current: number): Wish {
  const spec = treeAt(autoscaler, "spec"), [metric] = treesAt(spec, "metrics");
  const aim = Number(treeAt(metric, "resource", "target").averageUtilization ?? 80);
  const load = Number(textAt(autoscaler, "metadata", "annotations", loadAnnotation) || aim);
  const asked = Math.ceil((current * load) / aim);
  const wanted = Math.min(
    Math.max(asked, Number(spec.minReplicas ?? 1)),
    Number(spec.maxReplicas ?? 1),
  );
  return { current, wanted: current === 0 ? 0 : wanted, asked };
}

const condition = (type: string, status: string, reason: string, message: string): Tree => ({
  ...{ type, status, reason, message },
});

function conditionsOf({ current, wanted, asked }: Wish): Tree[] {
  if (current === 0) {
    const message = "scaling is disabled since the replica count of the target is zero";
    return [condition("ScalingActive", "False", "ScalingDisabled", message)];
  }
  const able = wanted === current
    ? ["ReadyForNewScale", "recommended size matches current size"]
    : ["SucceededRescale", `the HPA controller was able to update the target scale to ${wanted}`];
  const limited = asked < wanted
    ? ["True", "TooFewReplicas", "the desired replica count is less than the minimum replica count"]
    : asked > wanted
    ? [
      "True",
      "TooManyReplicas",
      "the desired replica count is more than the maximum replica count",
    ]
    : ["False", "DesiredWithinRange", "the desired count is within the acceptable range"];
  return [
    condition("AbleToScale", "True", able[0]!, able[1]!),
    condition(
      "ScalingActive",
      "True",
      "ValidMetricFound",
      "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
    ),
    condition("ScalingLimited", limited[0]!, limited[1]!, limited[2]!),
  ];
}

function report(api: Api, key: string, wish: Wish, found: readonly Tree[]): void {
  const autoscaler = find(api, autoscalers, key)!, status = treeAt(autoscaler, "status");
  let conditions = treesAt(status, "conditions");
  for (const one of found) conditions = withCondition(conditions, one, api.now(), false);
  const changed = wish.wanted !== wish.current ? { lastScaleTime: timestamp(api.now()) } : {};
  update(api, autoscalers, key, {
    status: {
      ...status,
      ...changed,
      currentReplicas: wish.current,
      desiredReplicas: wish.wanted,
      conditions,
    },
  });
}
