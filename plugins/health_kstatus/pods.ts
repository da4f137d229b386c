/** What the Pods of an object say of it (kstatus, podControllerStatusReader). */
import { type Answer, at, type Data, type HealthItem, type KubeObject, type Need } from "contract";
import { rules } from "./rules.ts";
import { condition, failed, generic, groupKind, type Health } from "./status.ts";

const controllers = ["StatefulSet.apps", "ReplicaSet.apps"];

/** The Pods to look at for an object that is under way; nothing for a kind that has none, or that Flux does not look behind. */
export function podsOf({ live }: HealthItem, { status }: Health, index: number): Need | undefined {
  if (!live || status !== "inProgress" || !controllers.includes(groupKind(live))) return undefined;
  const labels = selectorText(at(live, "/spec/selector"));
  const { namespace } = live.metadata;
  if (labels === undefined || namespace === undefined) return undefined;
  return { id: String(index), list: { apiVersion: "v1", kind: "Pod", namespace, labels } };
}

/** The same verdict, unless Pods have failed for good. What may not be looked at says nothing. */
export function withPods(verdict: Health, answer: Answer | undefined): Health {
  const pods = answer && "found" in answer && Array.isArray(answer.found) ? answer.found : [];
  const lost = (pods as readonly KubeObject[]).filter(isLost);
  return lost.length > 0 ? failed(`${lost.length} pods have failed`) : verdict;
}

/** A Pod that goes, or waits for a node, may be followed by a better one. */
function isLost(pod: KubeObject): boolean {
  const scheduled = condition(pod, "PodScheduled");
  const isHomeless = scheduled?.status === "False" && scheduled.reason === "Unschedulable";
  if (pod.metadata.deletionTimestamp !== undefined || isHomeless) return false;
  return (generic(pod) ?? rules["Pod"]!(pod))?.status === "failed";
}

const forms: Readonly<Record<string, (key: string, values: string) => string>> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: (key) => key,
  DoesNotExist: (key) => `!${key}`,
};

/** A LabelSelector as a query; nothing for one that selects nothing, or in no known way. */
function selectorText(selector: unknown): string | undefined {
  const labels = Object.entries((at(selector, "/matchLabels") ?? {}) as Record<string, string>)
    .map(([key, value]) => `${key}=${value}`);
  const expressions = (at(selector, "/matchExpressions") ?? []) as readonly Data[];
  const further = expressions.map(({ key, operator, values = [] }) =>
    forms[String(operator)]?.(String(key), (values as readonly string[]).join(","))
  );
  const all = [...labels, ...further];
  return all.length === 0 || all.includes(undefined) ? undefined : all.join(",");
}
