import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { podQos } from "../validation/pod_qos.ts";
import { type Amounts, amountsAt, podAmounts } from "./amounts.ts";

/** Kinds that a quota also counts under their plain name. */
const plain = new Set([
  ...["/services", "/secrets", "/configmaps", "/resourcequotas", "/replicationcontrollers"],
  "/persistentvolumeclaims",
]);
const measured = new Set(["cpu", "memory", "ephemeral-storage"]);
const perClass = ".storageclass.storage.k8s.io/";

/** The name under which a quota counts all objects of a bucket. */
function countName(bucket: string): string {
  const [group = "", plural = ""] = bucket.split("/");
  return `count/${plural}${group === "" ? "" : `.${group}`}`;
}

/** What one object uses, by the names that quotas have for it. */
export function usageOf(bucket: string, object: Tree): Amounts {
  const name = bucket.slice(1), all: Record<string, string> = { [countName(bucket)]: "1" };
  if (plain.has(bucket)) all[name] = "1";
  if (bucket === "/pods") return { ...all, ...podUsage(object) };
  if (bucket === "/services") return { ...all, ...serviceUsage(treeAt(object, "spec")) };
  return bucket === "/persistentvolumeclaims" ? { ...all, ...claimUsage(object) } : all;
}

function podUsage(pod: Tree): Amounts {
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") return {};
  return { pods: "1", ...measuredUsage(podAmounts(pod, "requests"), podAmounts(pod, "limits")) };
}

function measuredUsage(requests: Amounts, limits: Amounts): Amounts {
  const used: Record<string, string> = {};
  for (const [name, value] of Object.entries(requests)) {
    if (measured.has(name) || name.startsWith("hugepages-")) used[name] = value;
    used[`requests.${name}`] = value;
  }
  for (const [name, value] of Object.entries(limits)) {
    if (measured.has(name)) used[`limits.${name}`] = value;
  }
  return used;
}

function serviceUsage(spec: Tree): Amounts {
  const ports = treesAt(spec, "ports");
  if (spec.type === "NodePort") return { "services.nodeports": String(ports.length) };
  if (spec.type !== "LoadBalancer") return {};
  const open = spec.allocateLoadBalancerNodePorts === false
    ? ports.filter(({ nodePort }) => nodePort !== undefined)
    : ports;
  return { "services.nodeports": String(open.length), "services.loadbalancers": "1" };
}

function claimUsage(claim: Tree): Amounts {
  const storageClass = textAt(claim, "spec", "storageClassName");
  const storage = amountsAt(claim, "spec", "resources", "requests").storage;
  const used: Record<string, string> = {};
  if (storage !== undefined) used["requests.storage"] = storage;
  if (storageClass === "") return used;
  used[`${storageClass}${perClass}persistentvolumeclaims`] = "1";
  if (storage !== undefined) used[`${storageClass}${perClass}requests.storage`] = storage;
  return used;
}

/** Names of a quota that every container must say something of. */
const explicit = [
  ...["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"],
];

/** What containers of a Pod leave unsaid that a quota limits; undefined where nothing. */
export function unsaid(pod: Tree, limited: readonly string[]): string | undefined {
  if (Object.keys(treeAt(pod, "spec", "resources")).length > 0) return undefined;
  const containers = [
    ...treesAt(pod, "spec", "containers"),
    ...treesAt(pod, "spec", "initContainers"),
  ];
  const problems = explicit.filter((name) => limited.includes(name)).flatMap((name) => {
    const silent = containers.filter((container) =>
      measuredUsage(
        amountsAt(container, "resources", "requests"),
        amountsAt(container, "resources", "limits"),
      )[name] === undefined
    ).map((container) => textAt(container, "name")).sort();
    return silent.length === 0 ? [] : [`${name} for: ${[...new Set(silent)].join(",")}`];
  });
  return problems.length === 0 ? undefined : `must specify ${problems.join("; ")}`;
}

/** Whether an object is among those that the scopes of a quota are about. */
export function inScope(bucket: string, object: Tree, quota: Tree): boolean {
  const scopes = listAt(quota, "spec", "scopes").map((scopeName) => ({ scopeName }));
  const all: Tree[] = [...scopes, ...treesAt(quota, "spec", "scopeSelector", "matchExpressions")];
  if (all.length === 0) return true;
  return bucket === "/pods" && all.every((scope) => podInScope(object, scope));
}

function podInScope(pod: Tree, { scopeName, operator, values }: Tree): boolean {
  const terminating = treeAt(pod, "spec").activeDeadlineSeconds !== undefined;
  const name = textAt(pod, "spec", "priorityClassName");
  const named = Array.isArray(values) && values.includes(name);
  switch (scopeName) {
    case "Terminating":
      return terminating;
    case "NotTerminating":
      return !terminating;
    case "BestEffort":
      return podQos(pod) === "BestEffort";
    case "NotBestEffort":
      return podQos(pod) !== "BestEffort";
    case "PriorityClass":
      if (operator === "In") return named;
      if (operator === "NotIn") return !named;
      return operator === "DoesNotExist" ? name === "" : name !== "";
    default:
      return false;
  }
}
