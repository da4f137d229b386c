import { isTree, listAt, makeTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { wasGivenEmpty } from "../types/given_empty.ts";
import { fallback } from "./pod.ts";

type Defaults = (object: Tree) => void;

function service(object: Tree): void {
  const spec = makeTree(object, "spec");
  fallback(spec, "sessionAffinity", "None");
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  else fallback(makeTree(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds", 10800);
  fallback(spec, "type", "ClusterIP");
  for (const port of treesAt(spec, "ports")) {
    fallback(port, "protocol", "TCP");
    const target = port.targetPort;
    if (target === undefined || target === 0 || target === "") port.targetPort = port.port;
  }
  const external = spec.type === "NodePort" || spec.type === "LoadBalancer" ||
    (spec.type === "ClusterIP" && listAt(spec, "externalIPs").length > 0);
  if (external) fallback(spec, "externalTrafficPolicy", "Cluster");
  if (spec.type !== "ExternalName") fallback(spec, "internalTrafficPolicy", "Cluster");
  if (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts === undefined) {
    spec.allocateLoadBalancerNodePorts = true;
  }
  if (spec.type === "LoadBalancer") {
    for (const ingress of treesAt(object, "status", "loadBalancer", "ingress")) {
      if (textAt(ingress, "ip") !== "") fallback(ingress, "ipMode", "VIP");
    }
  }
}

function secret(object: Tree): void {
  fallback(object, "type", "Opaque");
  mergeStringData(object);
}

/** stringData is written into data, and not kept. */
function mergeStringData(object: Tree): void {
  const given = object.stringData;
  delete object.stringData;
  if (typeof given !== "object" || given === null) return;
  const data = makeTree(object, "data");
  for (const [key, value] of Object.entries(given)) {
    const bytes = new TextEncoder().encode(String(value));
    data[key] = btoa(String.fromCharCode(...bytes));
  }
}

function volume(object: Tree): void {
  const spec = makeTree(object, "spec");
  if (treeAt(object, "status").phase === undefined) makeTree(object, "status").phase = "Pending";
  fallback(spec, "persistentVolumeReclaimPolicy", "Retain");
  fallback(spec, "volumeMode", "Filesystem");
  if (isTree(spec.hostPath) && spec.hostPath.type === undefined) spec.hostPath.type = "";
}

function hpa(object: Tree): void {
  const spec = makeTree(object, "spec");
  fallback(spec, "minReplicas", 1);
  if (object.apiVersion === "autoscaling/v1") return;
  if (treesAt(spec, "metrics").length === 0) {
    spec.metrics = [{
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
    }];
  }
  if (!isTree(spec.behavior)) return;
  const up = makeTree(spec.behavior, "scaleUp"), down = makeTree(spec.behavior, "scaleDown");
  if (up.stabilizationWindowSeconds === undefined) up.stabilizationWindowSeconds = 0;
  for (const rules of [up, down]) fallback(rules, "selectPolicy", "Max");
  if (!wasGivenEmpty(up, "policies")) {
    up.policies ??= [{ type: "Pods", value: 4, periodSeconds: 15 }, {
      type: "Percent",
      value: 100,
      periodSeconds: 15,
    }];
  }
  if (!wasGivenEmpty(down, "policies")) {
    down.policies ??= [{ type: "Percent", value: 100, periodSeconds: 15 }];
  }
}

function networkPolicy(object: Tree): void {
  const spec = makeTree(object, "spec");
  for (const rule of [...treesAt(spec, "ingress"), ...treesAt(spec, "egress")]) {
    for (const port of treesAt(rule, "ports")) fallback(port, "protocol", "TCP");
  }
  if (Array.isArray(spec.policyTypes) && spec.policyTypes.length > 0) return;
  spec.policyTypes = Array.isArray(spec.egress) && spec.egress.length > 0
    ? ["Ingress", "Egress"]
    : ["Ingress"];
}

function storageClass(object: Tree): void {
  fallback(object, "reclaimPolicy", "Delete");
  fallback(object, "volumeBindingMode", "Immediate");
}

function limitRange(object: Tree): void {
  for (const limit of treesAt(object, "spec", "limits")) {
    if (limit.type !== "Container") continue;
    if (isTree(limit.max)) limit.default = { ...limit.max, ...treeAt(limit, "default") };
    if (isTree(limit.default)) {
      limit.defaultRequest = { ...limit.default, ...treeAt(limit, "defaultRequest") };
    }
    if (isTree(limit.min)) {
      limit.defaultRequest = { ...limit.min, ...treeAt(limit, "defaultRequest") };
    }
  }
}

/** A namespace bears its name as a label, as soon as it has one. */
export function namespaceLabel(object: Tree): void {
  const name = textAt(object, "metadata", "name");
  if (name !== "") makeTree(object, "metadata", "labels")["kubernetes.io/metadata.name"] = name;
}

const rbac = "rbac.authorization.k8s.io";

function subjects(object: Tree): void {
  for (const subject of treesAt(object, "subjects")) {
    if (subject.kind === "User" || subject.kind === "Group") fallback(subject, "apiGroup", rbac);
  }
  fallback(makeTree(object, "roleRef"), "apiGroup", rbac);
}

function webhooks(object: Tree): void {
  const mutating = object.kind === "MutatingWebhookConfiguration";
  for (const webhook of treesAt(object, "webhooks")) {
    fallback(webhook, "failurePolicy", "Fail");
    fallback(webhook, "matchPolicy", "Equivalent");
    webhook.namespaceSelector ??= {};
    webhook.objectSelector ??= {};
    fallback(webhook, "timeoutSeconds", 10);
    if (mutating) fallback(webhook, "reinvocationPolicy", "Never");
    const service = treeAt(webhook, "clientConfig").service;
    if (isTree(service)) fallback(service, "port", 443);
    for (const rule of treesAt(webhook, "rules")) fallback(rule, "scope", "*");
  }
}

function admissionPolicy(object: Tree): void {
  const spec = makeTree(object, "spec");
  fallback(spec, "failurePolicy", "Fail");
  if (isTree(spec.matchConstraints)) matchResources(spec.matchConstraints);
}

function matchResources(match: Tree): void {
  fallback(match, "matchPolicy", "Equivalent");
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (
    const rule of [...treesAt(match, "resourceRules"), ...treesAt(match, "excludeResourceRules")]
  ) {
    fallback(rule, "scope", "*");
  }
}

function policyBinding(object: Tree): void {
  const match = treeAt(object, "spec").matchResources;
  if (isTree(match)) matchResources(match);
}

function priorityLevel(object: Tree): void {
  const spec = makeTree(object, "spec");
  for (const kind of ["exempt", "limited"]) {
    const level = spec[kind];
    if (!isTree(level)) continue;
    if (level.nominalConcurrencyShares === undefined) {
      level.nominalConcurrencyShares = kind === "limited" ? 30 : 0;
    }
    if (level.lendablePercent === undefined) level.lendablePercent = 0;
  }
  const queuing = treeAt(spec, "limited", "limitResponse").queuing;
  if (!isTree(queuing)) return;
  for (const [key, value] of Object.entries({ handSize: 8, queues: 64, queueLengthLimit: 50 })) {
    if (!queuing[key]) queuing[key] = value;
  }
}

/** Defaults by bucket. */
export const otherDefaults: Readonly<Record<string, Defaults>> = {
  "/services": service,
  "/secrets": secret,
  "/persistentvolumes": volume,
  "/limitranges": limitRange,
  "/endpoints": (object) => {
    for (const port of treesAt(object, "subsets").flatMap((s) => treesAt(s, "ports"))) {
      fallback(port, "protocol", "TCP");
    }
  },
  "autoscaling/horizontalpodautoscalers": hpa,
  "networking.k8s.io/networkpolicies": networkPolicy,
  "networking.k8s.io/ingressclasses": (object) => {
    const parameters = treeAt(object, "spec").parameters;
    if (isTree(parameters)) fallback(parameters, "scope", "Cluster");
  },
  "flowcontrol.apiserver.k8s.io/flowschemas": (object) => {
    const spec = makeTree(object, "spec");
    if (!spec.matchingPrecedence) spec.matchingPrecedence = 1000;
  },
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevel,
  "storage.k8s.io/storageclasses": storageClass,
  "scheduling.k8s.io/priorityclasses": (object) =>
    fallback(object, "preemptionPolicy", "PreemptLowerPriority"),
  "/nodes": (object) => {
    const spec = makeTree(object, "spec");
    if (textAt(spec, "podCIDR") !== "") spec.podCIDRs ??= [spec.podCIDR];
  },
  "storage.k8s.io/csidrivers": (object) => {
    const spec = makeTree(object, "spec");
    for (const field of ["attachRequired", "podInfoOnMount", "storageCapacity"]) {
      if (spec[field] === undefined) spec[field] = field === "attachRequired";
    }
    for (const field of ["requiresRepublish", "seLinuxMount"]) {
      if (spec[field] === undefined) spec[field] = false;
    }
    if (listAt(spec, "volumeLifecycleModes").length === 0) {
      spec.volumeLifecycleModes = ["Persistent"];
    }
    fallback(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
  },
  "discovery.k8s.io/endpointslices": (object) => {
    for (const port of treesAt(object, "ports")) {
      port.name ??= "";
      fallback(port, "protocol", "TCP");
    }
  },
  [`${rbac}/rolebindings`]: subjects,
  [`${rbac}/clusterrolebindings`]: subjects,
  "/namespaces": namespaceLabel,
  "apiregistration.k8s.io/apiservices": (object) => {
    const { service } = treeAt(object, "spec");
    if (isTree(service)) fallback(service, "port", 443);
  },
  "admissionregistration.k8s.io/validatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/validatingadmissionpolicies": admissionPolicy,
  "admissionregistration.k8s.io/mutatingadmissionpolicies": admissionPolicy,
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": policyBinding,
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": policyBinding,
};
