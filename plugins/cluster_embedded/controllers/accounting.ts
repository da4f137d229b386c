import type { Api } from "../api.ts";
import { timestamp } from "../api.ts";
import { type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelectorOf } from "../store/selector.ts";
import { find, inNamespace, update } from "./objects.ts";
import { quotaUse } from "../limits/quotas.ts";
import { isReady } from "./pod_sets.ts";
import type { Controller } from "./runner.ts";

const quotas = "/resourcequotas", budgets = "policy/poddisruptionbudgets";
/** Counts what quotas limit. */
export const quotaController: Controller = {
  buckets: ["*"],
  reconcile(api, _bucket, key) {
    const namespace = key.includes("/") ? key.split("/")[0]! : "";
    if (namespace === "") return;
    for (const quota of inNamespace(api, quotas, namespace)) {
      const hard = treeAt(quota, "spec", "hard");
      const name = `${namespace}/${treeAt(quota, "metadata").name}`;
      update(api, quotas, name, { status: { hard, used: quotaUse(api, quota) } });
    }
  },
};

function amount(value: unknown, of: number): number {
  if (typeof value === "string") return Math.ceil((Number.parseInt(value) * of) / 100);
  return Number(value ?? 0);
}

/** Says how many Pods may be disrupted. */
export const budgetController: Controller = {
  buckets: [budgets, "/pods"],
  reconcile(api, _bucket, key) {
    for (const budget of inNamespace(api, budgets, key.split("/")[0]!)) judge(api, budget);
  },
};

function judge(api: Api, budget: Tree): void {
  const spec = treeAt(budget, "spec"), metadata = treeAt(budget, "metadata");
  const matches = labelSelectorOf(spec.selector);
  const pods = inNamespace(api, "/pods", String(metadata.namespace)).filter((pod) =>
    matches(treeAt(pod, "metadata", "labels"))
  );
  const expected = pods.length, healthy = pods.filter(isReady).length;
  const desired = spec.maxUnavailable === undefined
    ? amount(spec.minAvailable, expected)
    : Math.max(0, expected - amount(spec.maxUnavailable, expected));
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  const key = `${metadata.namespace}/${metadata.name}`;
  const old = treesAt(find(api, budgets, key), "status", "conditions")[0];
  const status = allowed > 0 ? "True" : "False";
  const condition = {
    type: "DisruptionAllowed",
    status,
    observedGeneration: metadata.generation,
    lastTransitionTime: old?.status === status ? old.lastTransitionTime : timestamp(api.now()),
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  update(api, budgets, key, {
    status: {
      observedGeneration: metadata.generation,
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: expected,
      conditions: [condition],
    },
  });
}
