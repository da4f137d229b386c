import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isAddress, isBlock } from "../../lib/cel/mod.ts";
import { wasGivenEmpty } from "../types/given_empty.ts";
import { blockProblems } from "./addresses.ts";
import { labelSelector, oneOf, portNumber, portReference } from "./checks.ts";
import {
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegment,
  regexMessage,
} from "../../lib/kubernetes_names/mod.ts";
import { type Validator } from "./other_kinds.ts";

const wildcard = (host: string): string[] =>
  /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(host) ? [] : [
    regexMessage(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
      "*.example.com",
    ),
  ];

/** What a path or an Ingress leads to. */
function backendErrors(backend: Tree, at: string): FieldError[] {
  const { service, resource } = backend;
  if (isTree(service) && isTree(resource)) {
    return [invalidValue(at, "", "cannot set both resource and service backends")];
  }
  if (isTree(resource)) return resourceErrors(resource, `${at}.resource`);
  if (!isTree(service)) return [invalidValue(at, "", "resource or service backend is required")];
  const errors: FieldError[] = [], name = textAt(service, "name");
  if (name === "") errors.push(required(`${at}.service.name`));
  else errors.push(...isDns1123Label(name).map((m) => invalidValue(`${at}.service.name`, name, m)));
  const port = treeAt(service, "port"), number = Number(port.number ?? 0);
  const portText = textAt(port, "name");
  if (portText === "" && number === 0) {
    errors.push(required(at, "port name or number is required"));
  } else if (portText !== "" && number !== 0) {
    errors.push(invalidValue(at, "", "cannot set both port name & port number"));
  } else {
    const field = portText === "" ? "number" : "name";
    errors.push(...portReference(port[field], `${at}.service.port.${field}`));
  }
  return errors;
}

function resourceErrors(resource: Tree, at: string): FieldError[] {
  return [
    ...named(textAt(resource, "apiGroup"), `${at}.apiGroup`),
    ...["kind", "name"].flatMap((key) => segmentName(textAt(resource, key), `${at}.${key}`)),
  ];
}

function segmentName(name: string, at: string): FieldError[] {
  if (name === "") return [required(at)];
  return isPathSegment(name).map((message) => invalidValue(at, name, message));
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const sequences = ["//", "/./", "/../", "%2f", "%2F"], endings = ["/..", "/."];

function ingressPath(path: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [], type = textAt(path, "pathType"), value = textAt(path, "path");
  const place = `${at}.path`;
  if (type === "") return [required(`${at}.pathType`, "pathType must be specified")];
  errors.push(...oneOf(type, `${at}.pathType`, pathTypes));
  if (type === "Exact" || type === "Prefix") {
    if (!value.startsWith("/")) {
      errors.push(invalidValue(place, value, "must be an absolute path"));
    }
    for (const part of sequences.filter((sequence) => value.includes(sequence))) {
      errors.push(invalidValue(place, value, `must not contain '${part}'`));
    }
    for (const end of endings.filter((ending) => value.endsWith(ending))) {
      errors.push(invalidValue(place, value, `cannot end with '${end}'`));
    }
  } else if (type === "ImplementationSpecific" && value !== "" && !value.startsWith("/")) {
    errors.push(invalidValue(place, value, "must be an absolute path"));
  }
  return [...errors, ...backendErrors(treeAt(path, "backend"), `${at}.backend`)];
}

export const ingress: Validator = (object, old) => [
  ...old === undefined ? classErrors(object) : [],
  ...ingressSpec(object),
];

/** The class in an annotation is that of the field. */
function classErrors(object: Tree): FieldError[] {
  const key = "kubernetes.io/ingress.class", { ingressClassName } = treeAt(object, "spec");
  const noted = treeAt(object, "metadata", "annotations")[key];
  if (noted === undefined || ingressClassName === undefined || noted === ingressClassName) {
    return [];
  }
  const detail = "must match `ingressClassName` when both are specified";
  return [invalidValue(`annotations.${key}`, noted, detail)];
}

function ingressSpec(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), rules = treesAt(spec, "rules");
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    const given = wasGivenEmpty(spec, "rules") ? [] : null;
    return [invalidValue("spec", given, "either `defaultBackend` or `rules` must be specified")];
  }
  return [
    ...isTree(spec.defaultBackend) ? backendErrors(spec.defaultBackend, "spec.defaultBackend") : [],
    ...spec.ingressClassName === undefined
      ? []
      : isDns1123Subdomain(textAt(spec, "ingressClassName")).map((message) =>
        invalidValue("spec.ingressClassName", spec.ingressClassName, message)
      ),
    ...treesAt(spec, "tls").flatMap((tls, i) => tlsErrors(tls, `spec.tls[${i}]`)),
    ...rules.flatMap((rule, i) => ruleErrors(rule, `spec.rules[${i}]`)),
  ];
}

function named(name: string, at: string): FieldError[] {
  return name === "" ? [] : isDns1123Subdomain(name).map((m) => invalidValue(at, name, m));
}

function tlsErrors(tls: Tree, at: string): FieldError[] {
  return [
    ...listAt(tls, "hosts").flatMap((host, i) => {
      const text = String(host);
      const wrong = text.includes("*") ? wildcard(text) : isDns1123Subdomain(text);
      return wrong.map((message) => invalidValue(`${at}.hosts[${i}]`, text, message));
    }),
    ...named(textAt(tls, "secretName"), `${at}.secretName`),
  ];
}

function ruleErrors(rule: Tree, at: string): FieldError[] {
  const host = textAt(rule, "host"), place = `${at}.host`;
  const errors: FieldError[] = [];
  if (isAddress(host.replace(/(^|\.)0+(?=\d)/g, "$1"))) {
    errors.push(invalidValue(place, host, "must be a DNS name, not an IP address"));
  }
  if (host !== "") {
    const wrong = host.includes("*") ? wildcard(host) : isDns1123Subdomain(host);
    errors.push(...wrong.map((message) => invalidValue(place, host, message)));
  }
  const paths = treesAt(rule, "http", "paths");
  if (isTree(rule.http) && paths.length === 0) errors.push(required(`${at}.http.paths`));
  return [
    ...errors,
    ...paths.flatMap((path, i) => ingressPath(path, `${at}.http.paths[${i}]`)),
  ];
}

function policyPeers(peers: readonly Tree[], at: string): FieldError[] {
  return peers.flatMap((peer, i) => {
    const place = `${at}[${i}]`, count = Object.keys(peer).length;
    if (count === 0) return [required(place, "must specify a peer")];
    const errors: FieldError[] = [];
    for (const selector of ["podSelector", "namespaceSelector"]) {
      errors.push(...labelSelector(treeAt(peer, selector), `${place}.${selector}`));
    }
    if (!isTree(peer.ipBlock)) return errors;
    if (count > 1) {
      return [
        ...errors,
        forbidden(place, "may not specify both ipBlock and another peer"),
        ...blockErrors(peer.ipBlock, `${place}.ipBlock`),
      ];
    }
    return [...errors, ...blockErrors(peer.ipBlock, `${place}.ipBlock`)];
  });
}

function blockErrors(block: Tree, at: string): FieldError[] {
  const cidr = textAt(block, "cidr");
  if (cidr === "") return [required(`${at}.cidr`)];
  const wrong = blockProblems(cidr, `${at}.cidr`);
  if (!isBlock(cidr)) return wrong;
  const inner = listAt(block, "except").flatMap((except, i) => {
    const place = `${at}.except[${i}]`, text = String(except);
    const problems = blockProblems(text, place);
    if (!isBlock(text) || isInside(text, cidr)) return problems;
    return [...problems, invalidValue(place, text, "must be a strict subset of `cidr`")];
  });
  return [...wrong, ...inner];
}

/** Whether a block of IPv4 addresses is a true part of another; others are taken as they come. */
function isInside(inner: string, outer: string): boolean {
  const [a, b] = [inner, outer].map((block) => {
    const [address = "", bits = "0"] = block.split("/");
    const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    return { value, bits: Number(bits) };
  });
  if (inner.includes(":") || outer.includes(":")) {
    return inner.includes(":") === outer.includes(":");
  }
  const size = 2 ** (32 - b!.bits);
  return a!.bits > b!.bits && Math.floor(a!.value / size) === Math.floor(b!.value / size);
}

function policyPort(port: Tree, at: string): FieldError[] {
  const errors = oneOf(port.protocol, `${at}.protocol`, ["TCP", "UDP", "SCTP"]);
  const end = port.endPort, place = `${at}.endPort`;
  if (port.port === undefined) {
    if (end === undefined) return errors;
    const detail = "may not be specified when `port` is not specified";
    return [...errors, invalidValue(place, end, detail)];
  }
  errors.push(...portReference(port.port, `${at}.port`));
  if (typeof end !== "number") return errors;
  if (typeof port.port !== "number") {
    return [...errors, invalidValue(place, end, "may not be specified when `port` is non-numeric")];
  }
  if (end < port.port) {
    const detail = "must be greater than or equal to `port`";
    errors.push(invalidValue(place, port.port, detail));
  }
  return [...errors, ...portNumber(end, place)];
}

export const networkPolicy: Validator = (object) => {
  const spec = treeAt(object, "spec"), types = listAt(spec, "policyTypes");
  return [
    ...labelSelector(treeAt(spec, "podSelector"), "spec.podSelector"),
    ...types.length > 2
      ? [invalidValue("spec.policyTypes", types, "may not specify more than two policyTypes")]
      : types.flatMap((type, i) => oneOf(type, `spec.policyTypes[${i}]`, ["Ingress", "Egress"])),
    ...(["ingress", "egress"] as const).flatMap((direction) =>
      treesAt(spec, direction).flatMap((rule, i) => {
        const at = `spec.${direction}[${i}]`, peers = direction === "ingress" ? "from" : "to";
        return [
          ...treesAt(rule, "ports").flatMap((port, j) => policyPort(port, `${at}.ports[${j}]`)),
          ...policyPeers(treesAt(rule, peers), `${at}.${peers}`),
        ];
      })
    ),
  ];
};
