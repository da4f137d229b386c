import { listAt, textAt, type Tree, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { ageOf } from "./age.ts";
import { accessModes, labelsText, nameOf, numberAt, selectorText, sizeOf } from "./cells.ts";
import type { Row } from "./rows.ts";

function externalIp(object: Tree): string {
  const spec = treeAt(object, "spec"), own = listAt(spec, "externalIPs").map(String);
  if (spec.type === "ExternalName") return textAt(spec, "externalName");
  if (spec.type !== "LoadBalancer") return own.length > 0 ? own.join(",") : "<none>";
  const ingress = treesAt(object, "status", "loadBalancer", "ingress").map((i) =>
    textAt(i, "ip") || textAt(i, "hostname")
  );
  const all = [...ingress, ...own];
  return all.length > 0 ? all.join(",") : "<pending>";
}

function servicePorts(object: Tree): string {
  const ports = treesAt(object, "spec", "ports").map(({ port, nodePort, protocol }) =>
    typeof nodePort === "number" && nodePort > 0
      ? `${port}:${nodePort}/${protocol}`
      : `${port}/${protocol}`
  );
  return ports.length === 0 ? "<none>" : ports.join(",");
}

const service: Row = (object, age) => [
  nameOf(object),
  textAt(object, "spec", "type"),
  textAt(object, "spec", "clusterIP") || "<none>",
  externalIp(object),
  servicePorts(object),
  age,
  labelsText(valueAt(object, "spec", "selector")),
];

const ingress: Row = (object, age) => {
  const spec = treeAt(object, "spec");
  const hosts = treesAt(spec, "rules").map((rule) => textAt(rule, "host")).filter((host) =>
    host !== ""
  );
  const shown = hosts.length > 3
    ? `${hosts.slice(0, 3).join(",")} + ${hosts.length - 3} more...`
    : hosts.join(",");
  const addresses = treesAt(object, "status", "loadBalancer", "ingress").map((i) =>
    textAt(i, "ip") || textAt(i, "hostname")
  );
  return [
    nameOf(object),
    textAt(spec, "ingressClassName") || "<none>",
    hosts.length === 0 ? "*" : shown,
    addresses.join(","),
    treesAt(spec, "tls").length > 0 ? "80, 443" : "80",
    age,
  ];
};

const claim: Row = (object, age) => {
  const spec = treeAt(object, "spec"), bound = textAt(spec, "volumeName") !== "";
  const phase = treeAt(object, "metadata").deletionTimestamp === undefined
    ? textAt(object, "status", "phase")
    : "Terminating";
  return [
    nameOf(object),
    phase,
    textAt(spec, "volumeName"),
    bound ? textAt(object, "status", "capacity", "storage") : "",
    bound ? accessModes(object, "status", "accessModes") : "",
    textAt(spec, "storageClassName"),
    spec.volumeAttributesClassName ?? "<unset>",
    age,
    spec.volumeMode ?? "<unset>",
  ];
};

function subjectNames(object: Tree, kind: string): string {
  return treesAt(object, "subjects").filter((s) => s.kind === kind)
    .map((s) => kind === "ServiceAccount" ? `${s.namespace ?? ""}/${s.name}` : String(s.name)).join(
      ", ",
    );
}

/** Rows of bindings. */
export const binding: Row = (object, age) => [
  nameOf(object),
  `${treeAt(object, "roleRef").kind}/${treeAt(object, "roleRef").name}`,
  age,
  subjectNames(object, "User"),
  subjectNames(object, "Group"),
  subjectNames(object, "ServiceAccount"),
];

function metricText(object: Tree): string {
  const metrics = treesAt(object, "spec", "metrics");
  if (metrics.length === 0) return "<none>";
  const shown = metrics.slice(0, 2).map((metric) => {
    const source = treeAt(metric, "resource"), target = treeAt(source, "target");
    const wanted = target.averageUtilization === undefined
      ? target.averageValue ?? target.value
      : `${target.averageUtilization}%`;
    const current = treesAt(object, "status", "currentMetrics").find((m) =>
      treeAt(m, "resource").name === source.name
    );
    const used = valueAt(current, "resource", "current", "averageUtilization");
    return `${source.name ?? metric.type}: ${
      used === undefined ? "<unknown>" : `${used}%`
    }/${wanted}`;
  });
  return metrics.length > 2
    ? `${shown.join(", ")} + ${metrics.length - 2} more...`
    : shown.join(", ");
}

const autoscaler: Row = (object, age) => {
  const spec = treeAt(object, "spec"), target = treeAt(spec, "scaleTargetRef");
  return [
    nameOf(object),
    `${target.kind}/${target.name}`,
    metricText(object),
    spec.minReplicas === undefined ? "<unset>" : String(spec.minReplicas),
    spec.maxReplicas,
    numberAt(object, "status", "currentReplicas"),
    age,
  ];
};

const event: Row = (object, _age, now) => {
  const involved = treeAt(object, "involvedObject"), series = treeAt(object, "series");
  const first = object.firstTimestamp ?? object.eventTime;
  const last = series.lastObservedTime ?? object.lastTimestamp ?? first;
  const source = [
    textAt(object, "source", "component") || textAt(object, "reportingComponent"),
    textAt(object, "source", "host"),
  ];
  return [
    ageOf(last, now),
    textAt(object, "type"),
    textAt(object, "reason"),
    `${String(involved.kind ?? "").toLowerCase()}/${involved.name ?? ""}`,
    textAt(involved, "fieldPath"),
    source.filter((part) => part !== "").join(", "),
    textAt(object, "message").trim(),
    ageOf(first, now),
    series.count ?? object.count ?? 1,
    nameOf(object),
  ];
};

const budget: Row = (object, age) => {
  const spec = treeAt(object, "spec");
  return [
    nameOf(object),
    spec.minAvailable === undefined ? "N/A" : String(spec.minAvailable),
    spec.maxUnavailable === undefined ? "N/A" : String(spec.maxUnavailable),
    numberAt(object, "status", "disruptionsAllowed"),
    age,
  ];
};

const quota: Row = (object, age) => {
  const hard = treeAt(object, "status", "hard"), used = treeAt(object, "status", "used");
  const part = (limits: boolean) =>
    Object.keys(hard).sort().filter((name) => name.startsWith("limits") === limits)
      .map((name) => `${name}: ${used[name] ?? 0}/${hard[name]}`).join(", ");
  return [nameOf(object), part(false), part(true), age];
};

function endpointText(object: Tree): string {
  const all = treesAt(object, "subsets").flatMap((subset) => {
    const addresses = treesAt(subset, "addresses"), ports = treesAt(subset, "ports");
    if (ports.length === 0) return addresses.map((a) => String(a.ip));
    return ports.flatMap((port) => addresses.map((a) => `${a.ip}:${port.port}`));
  });
  if (all.length === 0) return "<none>";
  return all.length > 3
    ? `${all.slice(0, 3).join(",")} + ${all.length - 3} more...`
    : all.join(",");
}

/** Rows of namespaced kinds by bucket. */
export const namespacedRows: Readonly<Record<string, Row>> = {
  "/configmaps": (
    object,
    age,
  ) => [nameOf(object), sizeOf(object, "data") + sizeOf(object, "binaryData"), age],
  "/secrets": (
    object,
    age,
  ) => [nameOf(object), textAt(object, "type"), sizeOf(object, "data"), age],
  "/services": service,
  "/serviceaccounts": (object, age) => [nameOf(object), age],
  "/endpoints": (object, age) => [nameOf(object), endpointText(object), age],
  "/persistentvolumeclaims": claim,
  "/events": event,
  "/resourcequotas": quota,
  "/limitranges": (object) => [nameOf(object), treeAt(object, "metadata").creationTimestamp],
  "networking.k8s.io/ingresses": ingress,
  "networking.k8s.io/networkpolicies": (object, age) => [
    nameOf(object),
    selectorText(treeAt(object, "spec", "podSelector")),
    age,
  ],
  "coordination.k8s.io/leases": (
    object,
    age,
  ) => [nameOf(object), textAt(object, "spec", "holderIdentity"), age],
  "rbac.authorization.k8s.io/rolebindings": binding,
  "autoscaling/horizontalpodautoscalers": autoscaler,
  "policy/poddisruptionbudgets": budget,
};
