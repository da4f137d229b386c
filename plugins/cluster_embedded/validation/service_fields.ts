import { type FieldError, forbidden, invalidValue, unsupported } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { blockProblems, reachableProblems } from "./addresses.ts";
import { oneOf, portNumber } from "./checks.ts";
import { validateLabels } from "./object_meta.ts";
import { isDns1123Subdomain, isQualifiedName } from "../../lib/kubernetes_names/mod.ts";

const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

/** The fields of a Service besides its type and ports. */
export function validateServiceFields(spec: Tree): FieldError[] {
  return [
    ...addressErrors(spec),
    ...trafficErrors(spec),
    ...balancerErrors(spec),
    ...nodePortErrors(spec),
    ...affinityErrors(spec),
    ...validateLabels(treeAt(spec, "selector"), "spec.selector"),
  ];
}

function addressErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [], { type } = spec;
  const address = textAt(spec, "clusterIP"), list = listAt(spec, "clusterIPs");
  const name = textAt(spec, "externalName");
  if (type === "ExternalName") {
    if (address !== "" || list.length > 0) {
      errors.push(forbidden("spec.clusterIPs", "may not be set for ExternalName services"));
    }
    for (const field of ["ipFamilies", "ipFamilyPolicy"]) {
      if (spec[field] === undefined) continue;
      errors.push(forbidden(`spec.${field}`, "may not be set for ExternalName services"));
    }
    return name === "" ? errors : [
      ...errors,
      ...isDns1123Subdomain(name.replace(/\.$/, "")).map((m) =>
        invalidValue("spec.externalName", name.replace(/\.$/, ""), m)
      ),
    ];
  }
  if (address === "None" && (type === "NodePort" || type === "LoadBalancer")) {
    const detail = `may not be set to 'None' for ${type} services`;
    errors.push(invalidValue("spec.clusterIPs[0]", "None", detail));
  }
  listAt(spec, "externalIPs").forEach((ip, i) => {
    errors.push(...reachableProblems(String(ip), `spec.externalIPs[${i}]`));
  });
  return errors;
}

const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];

function trafficErrors(spec: Tree): FieldError[] {
  const policies = ["Cluster", "Local"], errors: FieldError[] = [];
  const external = spec.type === "NodePort" || spec.type === "LoadBalancer" ||
    listAt(spec, "externalIPs").length > 0;
  const policy = spec.externalTrafficPolicy;
  if (policy !== undefined && policy !== "") {
    if (!external) {
      const detail = "may only be set for externally-accessible services";
      errors.push(invalidValue("spec.externalTrafficPolicy", policy, detail));
    } else errors.push(...oneOf(policy, "spec.externalTrafficPolicy", policies));
  }
  const port = spec.healthCheckNodePort;
  if (port !== undefined && (spec.type !== "LoadBalancer" || policy !== "Local")) {
    const detail =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalidValue("spec.healthCheckNodePort", port, detail));
  } else if (port !== undefined) errors.push(...portNumber(port, "spec.healthCheckNodePort"));
  return [
    ...errors,
    ...(spec.internalTrafficPolicy === ""
      ? [unsupported("spec.internalTrafficPolicy", "", policies)]
      : oneOf(spec.internalTrafficPolicy, "spec.internalTrafficPolicy", policies)),
    ...(spec.trafficDistribution === undefined ||
        distributions.includes(String(spec.trafficDistribution))
      ? []
      : [unsupported("spec.trafficDistribution", spec.trafficDistribution, distributions)]),
  ];
}

function balancerErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [], ranges = listAt(spec, "loadBalancerSourceRanges");
  const balanced = spec.type === "LoadBalancer", field = "spec.LoadBalancerSourceRanges";
  if (ranges.length > 0 && !balanced) errors.push(forbidden(field, onlyLoadBalancer));
  else {
    ranges.forEach((range, i) => {
      errors.push(...blockProblems(String(range).trim(), `${field}[${i}]`));
    });
  }
  if (!balanced && spec.allocateLoadBalancerNodePorts !== undefined) {
    errors.push(forbidden("spec.allocateLoadBalancerNodePorts", onlyLoadBalancer));
  }
  const name = textAt(spec, "loadBalancerClass");
  if (name === "") return errors;
  if (!balanced) errors.push(forbidden("spec.loadBalancerClass", onlyLoadBalancer));
  else {
    errors.push(
      ...isQualifiedName(name).map((m) => invalidValue("spec.loadBalancerClass", name, m)),
    );
  }
  return errors;
}

function nodePortErrors(spec: Tree): FieldError[] {
  return treesAt(spec, "ports").flatMap((port, i) => {
    const errors: FieldError[] = [], at = `spec.ports[${i}]`;
    if (spec.type === "ClusterIP" && Number(port.nodePort ?? 0) !== 0) {
      const detail = "may not be used when `type` is 'ClusterIP'";
      errors.push(forbidden(`${at}.nodePort`, detail));
    }
    const protocol = textAt(port, "appProtocol");
    if (protocol !== "") {
      errors.push(
        ...isQualifiedName(protocol).map((m) => invalidValue(`${at}.appProtocol`, protocol, m)),
      );
    }
    return errors;
  });
}

function affinityErrors(spec: Tree): FieldError[] {
  const client = treeAt(spec, "sessionAffinityConfig").clientIP;
  if (spec.sessionAffinity !== "ClientIP" || !isTree(client)) return [];
  const seconds = Number(client.timeoutSeconds ?? 0);
  if (seconds > 0 && seconds <= 86_400) return [];
  const at = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
  return [invalidValue(at, seconds, "must be greater than 0 and less than 86400")];
}
