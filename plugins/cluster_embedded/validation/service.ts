import { isAddress } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { oneOf, portNumber, portReference } from "./checks.ts";
import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
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
  errors.push(...repeated(ports), ...validateServiceFields(spec, old !== undefined));
  if (old !== undefined) errors.push(...addressChange(spec, treeAt(old, "spec")));
  return [...errors, ...singleStack(spec)];
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
  const names = new Set<string>(), numbers = new Set<string>(), errors: FieldError[] = [];
  ports.forEach((port, i) => {
    const key = nodePortOf(port);
    if (key !== undefined && ports.findIndex((other) => nodePortOf(other) === key) < i) {
      const detail = "provided port is already allocated";
      errors.push(invalidValue(`spec.ports[${i}].nodePort`, port.nodePort, detail));
    }
    const name = textAt(port, "name"), number = `${port.port}/${port.protocol}`;
    if (name !== "" && names.has(name)) errors.push(duplicate(`spec.ports[${i}].name`, name));
    names.add(name);
    if (numbers.has(number)) {
      const shown = `{"Name":"","Protocol":${
        JSON.stringify(port.protocol)
      },"AppProtocol":null,"Port":${port.port},"TargetPort":0,"NodePort":0}`;
      errors.push({
        reason: "FieldValueDuplicate",
        field: `spec.ports[${i}]`,
        message: `Duplicate value: ${shown}`,
      });
    }
    numbers.add(number);
  });
  return errors;
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

/** The cluster has IPv4 alone. */
function singleStack(spec: Tree): FieldError[] {
  const errors: FieldError[] = [];
  const families = Array.isArray(spec.ipFamilies) ? spec.ipFamilies : [];
  const headless = spec.clusterIP === "None" && Object.keys(treeAt(spec, "selector")).length === 0;
  if (headless) return errors;
  families.forEach((family, i) => {
    if (family === "IPv6") {
      errors.push(invalidValue(`spec.ipFamilies[${i}]`, family, "not configured on this cluster"));
    }
  });
  if (spec.ipFamilyPolicy === "RequireDualStack") {
    errors.push(
      invalidValue(
        "spec.ipFamilyPolicy",
        spec.ipFamilyPolicy,
        "this cluster is not configured for dual-stack services",
      ),
    );
  }
  return errors;
}
