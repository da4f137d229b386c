import { isAddress } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { oneOf, portNumber, portReference } from "./checks.ts";
import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
import { blockProblems } from "./addresses.ts";
import { clusterAddressErrors } from "./service_families.ts";
import { validateServiceFields } from "./service_fields.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** What is wrong with a Service. */
export function validateService(object: Tree, old?: Tree, subresource?: string): FieldError[] {
  if (subresource === "status") return balancerStatus(object);
  const spec = treeAt(object, "spec"), ports = treesAt(spec, "ports");
  const errors: FieldError[] = [];
  errors.push(
    ...oneOf(spec.type, "spec.type", types),
    ...oneOf(spec.sessionAffinity, "spec.sessionAffinity", ["ClientIP", "None"]),
  );
  if (spec.type === "ExternalName" && textAt(spec, "externalName") === "") {
    errors.push(required("spec.externalName"));
  }
  if (ports.length === 0 && spec.type !== "ExternalName" && spec.clusterIP !== "None") {
    errors.push(required("spec.ports"));
  }
  ports.forEach((port, i) =>
    errors.push(...validatePort(port, `spec.ports[${i}]`, ports.length > 1))
  );
  errors.push(...repeated(ports), ...validateServiceFields(spec));
  if (old !== undefined) errors.push(...addressChange(spec, treeAt(old, "spec")));
  return [...errors, ...clusterAddressErrors(spec), ...annotationErrors(object, old)];
}

/** Only a Service with a load balancer has addresses of one. */
function balancerStatus(object: Tree): FieldError[] {
  const at = "status.loadBalancer.ingress",
    given = treesAt(object, "status", "loadBalancer", "ingress");
  if (given.length > 0 && treeAt(object, "spec").type !== "LoadBalancer") {
    return [forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return given.flatMap(({ ip }, i) =>
    ip === undefined || isAddress(String(ip)) ? [] : [
      invalidValue(
        `${at}[${i}].ip`,
        ip,
        "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
      ),
    ]
  );
}

function validatePort(port: Tree, at: string, named: boolean): FieldError[] {
  const name = textAt(port, "name"), errors: FieldError[] = [];
  if (named && name === "") errors.push(required(`${at}.name`));
  else if (name !== "") {
    errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.name`, name, m)));
  }
  return [
    ...errors,
    ...portNumber(port.port ?? 0, `${at}.port`),
    ...oneOf(port.protocol, `${at}.protocol`, ["SCTP", "TCP", "UDP"], true),
    ...portReference(port.targetPort ?? 0, `${at}.targetPort`),
  ];
}

function repeated(ports: readonly Tree[]): FieldError[] {
  const names = new Set<string>(), numbers = new Set<string>(), nodePorts = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `spec.ports[${i}]`, errors: FieldError[] = [];
    const key = nodePortOf(port), name = textAt(port, "name");
    const number = `${port.port}/${port.protocol}`;
    if (key !== undefined && nodePorts.has(key)) {
      errors.push(duplicate(`${at}.nodePort`, port.nodePort));
    }
    if (name !== "" && names.has(name)) errors.push(duplicate(`${at}.name`, name));
    if (numbers.has(number)) {
      const { protocol = "", port: given = 0 } = port;
      const shown = { Name: "", Protocol: protocol, AppProtocol: null, Port: given };
      const text = JSON.stringify({ ...shown, TargetPort: 0, NodePort: 0 });
      const message = `Duplicate value: ${text}`;
      errors.push({ reason: "FieldValueDuplicate", field: at, message });
    }
    if (key !== undefined) nodePorts.add(key);
    names.add(name);
    numbers.add(number);
    return errors;
  });
}

const sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** The ranges of a load balancer may stand in an annotation. */
function annotationErrors(object: Tree, old: Tree | undefined): FieldError[] {
  const given = treeAt(object, "metadata", "annotations")[sourceRanges];
  const spec = treeAt(object, "spec"), at = `metadata.annotations[${sourceRanges}]`;
  if (typeof given !== "string" || listAt(spec, "loadBalancerSourceRanges").length > 0) return [];
  const errors = spec.type === "LoadBalancer"
    ? []
    : [forbidden(at, "may only be used when `type` is 'LoadBalancer'")];
  const before = treeAt(old, "metadata", "annotations")[sourceRanges];
  if (given.trim() === "" || given === before) return errors;
  return [
    ...errors,
    ...given.trim().split(",").flatMap((range) => blockProblems(range.trim(), at)),
  ];
}

function nodePortOf({ nodePort, protocol }: Tree): string | undefined {
  return nodePort === undefined || nodePort === 0 ? undefined : `${nodePort}/${protocol}`;
}

function addressChange(spec: Tree, old: Tree): FieldError[] {
  const before = textAt(old, "clusterIP"), now = textAt(spec, "clusterIP");
  const both = old.type !== "ExternalName" && spec.type !== "ExternalName";
  if (!both || before === "" || now === before) return [];
  return [invalidValue("spec.clusterIPs[0]", [now], "may not change once set")];
}
