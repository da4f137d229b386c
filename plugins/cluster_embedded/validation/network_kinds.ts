import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isBlock } from "../../lib/cel/mod.ts";
import { oneOf, portReference } from "./checks.ts";
import { isDns1123Subdomain, regexMessage } from "./names.ts";
import { type Validator } from "./other_kinds.ts";

const wildcard = (host: string): string[] =>
  /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(host) ? [] : [
    regexMessage(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
      "*.example.com",
    ),
  ];

function ingressPath(path: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (path.pathType === undefined || path.pathType === null || path.pathType === "") {
    errors.push(required(`${at}.pathType`, "pathType must be specified"));
  } else {errors.push(
      ...oneOf(path.pathType, `${at}.pathType`, ["Exact", "ImplementationSpecific", "Prefix"]),
    );}
  const service = treeAt(path, "backend").service;
  if (!isTree(service)) return errors;
  const port = treeAt(service, "port");
  if (textAt(port, "name") === "" && (port.number === undefined || port.number === 0)) {
    errors.push(required(`${at}.backend`, "port name or number is required"));
  }
  return errors;
}

export const ingress: Validator = (object) => {
  const spec = treeAt(object, "spec"), rules = treesAt(spec, "rules");
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    return [invalidValue("spec", null, "either `defaultBackend` or `rules` must be specified")];
  }
  return rules.flatMap((rule, i) => {
    const host = textAt(rule, "host"), at = `spec.rules[${i}]`;
    const bad = host === "" ? [] : host.includes("*") ? wildcard(host) : isDns1123Subdomain(host);
    const paths = treesAt(rule, "http", "paths");
    return [
      ...bad.map((m) => invalidValue(`${at}.host`, host, m)),
      ...paths.flatMap((path, j) => ingressPath(path, `${at}.http.paths[${j}]`)),
    ];
  });
};

function policyPeers(peers: readonly Tree[], at: string): FieldError[] {
  return peers.flatMap((peer, i) => {
    if (Object.keys(peer).length === 0) return [required(`${at}[${i}]`, "must specify a peer")];
    const cidr = treeAt(peer, "ipBlock").cidr;
    if (cidr === undefined || isBlock(String(cidr))) return [];
    return [
      invalidValue(
        `${at}[${i}].ipBlock.cidr`,
        cidr,
        "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
      ),
    ];
  });
}

export const networkPolicy: Validator = (object) =>
  (["ingress", "egress"] as const).flatMap((direction) =>
    treesAt(object, "spec", direction).flatMap((rule, i) => {
      const at = `spec.${direction}[${i}]`, peers = direction === "ingress" ? "from" : "to";
      return [
        ...treesAt(rule, "ports").flatMap((port, j) =>
          port.port === undefined ? [] : portReference(port.port, `${at}.ports[${j}].port`)
        ),
        ...policyPeers(treesAt(rule, peers), `${at}.${peers}`),
      ];
    })
  );
