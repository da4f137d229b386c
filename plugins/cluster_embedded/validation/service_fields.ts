import { type FieldError, forbidden, invalidValue, unsupported } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isAddress, isBlock } from "../../lib/cel/mod.ts";
import { oneOf } from "./checks.ts";
import { validateLabels } from "./object_meta.ts";
import { isDns1123Subdomain, isQualifiedName } from "../../lib/kubernetes_names/mod.ts";

const wrongAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

/** The fields of a Service besides its type and ports; what goes with the type is dropped by a change of it. */
export function validateServiceFields(spec: Tree, update: boolean): FieldError[] {
  const typed = update ? [] : [
    ...addressErrors(spec),
    ...trafficErrors(spec),
    ...balancerErrors(spec),
    ...nodePortErrors(spec),
  ];
  return [
    ...typed,
    ...familyErrors(spec),
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
    return name === "" ? errors : [
      ...errors,
      ...isDns1123Subdomain(name).map((m) => invalidValue("spec.externalName", name, m)),
    ];
  }
  if (address === "None" && (type === "NodePort" || type === "LoadBalancer")) {
    const detail = `may not be set to 'None' for ${type} services`;
    errors.push(invalidValue("spec.clusterIPs[0]", "None", detail));
  }
  if (list.length > 0 && address !== list[0]) {
    errors.push(invalidValue("spec.clusterIPs", list, "first value must match `clusterIP`"));
  } else if (address !== "" && address !== "None" && !isAddress(address)) {
    errors.push(invalidValue("spec.clusterIPs[0]", address, wrongAddress));
  }
  listAt(spec, "externalIPs").forEach((ip, i) => {
    const at = `spec.externalIPs[${i}]`;
    if (!isAddress(String(ip))) errors.push(invalidValue(at, ip, wrongAddress));
    else if (String(ip).startsWith("127.")) {
      const detail = "may not be in the loopback range (127.0.0.0/8, ::1/128)";
      errors.push(invalidValue(at, ip, detail));
    }
  });
  return errors;
}

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
  }
  return [
    ...errors,
    ...oneOf(spec.internalTrafficPolicy, "spec.internalTrafficPolicy", policies),
    ...oneOf(spec.trafficDistribution, "spec.trafficDistribution", [
      ...["PreferClose", "PreferSameZone", "PreferSameNode"],
    ]),
  ];
}

function balancerErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [], ranges = listAt(spec, "loadBalancerSourceRanges");
  const balanced = spec.type === "LoadBalancer", field = "spec.LoadBalancerSourceRanges";
  if (ranges.length > 0 && !balanced) errors.push(forbidden(field, onlyLoadBalancer));
  else {
    ranges.forEach((range, i) => {
      if (isBlock(String(range).trim())) return;
      const detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
      errors.push(invalidValue(`${field}[${i}]`, range, detail));
    });
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

function familyErrors(spec: Tree): FieldError[] {
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  const errors = oneOf(spec.ipFamilyPolicy, "spec.ipFamilyPolicy", policies);
  listAt(spec, "ipFamilies").forEach((family, i) => {
    if (family === "IPv4" || family === "IPv6") return;
    errors.push(unsupported(`spec.ipFamilies[${i}]`, family, ["IPv4", "IPv6"]));
  });
  return errors;
}

function nodePortErrors(spec: Tree): FieldError[] {
  return treesAt(spec, "ports").flatMap((port, i) => {
    const errors: FieldError[] = [], at = `spec.ports[${i}]`;
    const external = spec.type === "NodePort" || spec.type === "LoadBalancer";
    if (!external && Number(port.nodePort ?? 0) !== 0) {
      const detail = `may not be used when \`type\` is '${spec.type}'`;
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
