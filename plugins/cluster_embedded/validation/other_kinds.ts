import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isBlock } from "../../lib/cel/mod.ts";
import { countOrPercent, oneOf, portReference } from "./checks.ts";
import { isDns1123Subdomain, regexMessage } from "./names.ts";
import { immutableField } from "./object_meta.ts";

type Validator = (object: Tree, old?: Tree) => FieldError[];

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

const ingress: Validator = (object) => {
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

const networkPolicy: Validator = (object) =>
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

const autoscaler: Validator = (object) => {
  const spec = treeAt(object, "spec"), target = treeAt(spec, "scaleTargetRef");
  const errors: FieldError[] = [],
    max = Number(spec.maxReplicas ?? 0),
    min = Number(spec.minReplicas ?? 1);
  if (textAt(target, "kind") === "") errors.push(required("spec.scaleTargetRef.kind"));
  if (textAt(target, "name") === "") errors.push(required("spec.scaleTargetRef.name"));
  const known = textAt(target, "kind") !== "ReplicationController" &&
    !textAt(target, "apiVersion").includes("/");
  if (known) {
    errors.push(
      invalidValue(
        "spec.scaleTargetRef.apiVersion",
        textAt(target, "apiVersion"),
        "apiVersion must specify API group",
      ),
    );
  }
  if (max < 1) errors.push(required("spec.maxReplicas", "must be set and greater than 0"));
  if (max < min) {
    errors.push(
      invalidValue("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`"),
    );
  }
  return errors;
};

const budget: Validator = (object) => {
  const spec = treeAt(object, "spec"),
    { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = [["MinAvailable", minAvailable], ["Selector", selector], [
      "MaxUnavailable",
      maxUnavailable,
    ], ["UnhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy]]
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value ?? null)}`).join(",");
    errors.push({
      reason: "FieldValueInvalid",
      field: "spec",
      message: `Invalid value: {${shown}}: minAvailable and maxUnavailable cannot be both set`,
    });
  }
  return [
    ...errors,
    ...countOrPercent(minAvailable, "spec.minAvailable"),
    ...countOrPercent(maxUnavailable, "spec.maxUnavailable"),
  ];
};

const lease: Validator = (object) => {
  const { leaseDurationSeconds, leaseTransitions } = treeAt(object, "spec");
  const errors: FieldError[] = [];
  if (typeof leaseDurationSeconds === "number" && leaseDurationSeconds <= 0) {
    errors.push(
      invalidValue("spec.leaseDurationSeconds", leaseDurationSeconds, "must be greater than 0"),
    );
  }
  if (typeof leaseTransitions === "number" && leaseTransitions < 0) {
    errors.push(
      invalidValue("spec.leaseTransitions", leaseTransitions, "must be greater than or equal to 0"),
    );
  }
  return errors;
};

const storageClass: Validator = (object, old) => {
  if (textAt(object, "provisioner") === "") return [required("provisioner")];
  if (old === undefined) return [];
  return ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"]
    .flatMap((field) => immutableField(object[field], old[field], field));
};

function roleRules(namespaced: boolean): Validator {
  return (object) =>
    treesAt(object, "rules").flatMap((rule, i) => {
      const at = `rules[${i}]`, errors: FieldError[] = [];
      if (listAt(rule, "verbs").length === 0) {
        errors.push(required(`${at}.verbs`, "verbs must contain at least one value"));
      }
      const urls = listAt(rule, "nonResourceURLs");
      if (urls.length > 0) {
        if (namespaced) {
          errors.push(
            invalidValue(
              `${at}.nonResourceURLs`,
              urls,
              "namespaced rules cannot apply to non-resource URLs",
            ),
          );
        }
        return errors;
      }
      if (listAt(rule, "apiGroups").length === 0) {
        errors.push(
          required(`${at}.apiGroups`, "resource rules must supply at least one api group"),
        );
      }
      if (listAt(rule, "resources").length === 0) {
        errors.push(
          required(`${at}.resources`, "resource rules must supply at least one resource"),
        );
      }
      return errors;
    });
}

function subjectErrors(subject: Tree, at: string, namespaced: boolean): FieldError[] {
  const name = textAt(subject, "name"), errors: FieldError[] = [];
  if (name === "") errors.push(required(`${at}.name`));
  if (subject.kind === "ServiceAccount") {
    if (name !== "") {
      errors.push(...isDns1123Subdomain(name).map((m) => invalidValue(`${at}.name`, name, m)));
    }
    if (!namespaced && textAt(subject, "namespace") === "") {
      errors.push(required(`${at}.namespace`));
    }
  } else if (subject.kind !== "User" && subject.kind !== "Group") {
    errors.push(unsupported(`${at}.kind`, subject.kind ?? "", ["ServiceAccount", "User", "Group"]));
  }
  return errors;
}

function bindings(namespaced: boolean): Validator {
  return (object, old) => {
    const role = treeAt(object, "roleRef"),
      kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
    const errors: FieldError[] = [];
    if (!kinds.includes(String(role.kind))) {
      errors.push(unsupported("roleRef.kind", role.kind ?? "", kinds));
    }
    if (textAt(role, "name") === "") errors.push(required("roleRef.name"));
    treesAt(object, "subjects").forEach((s, i) =>
      errors.push(...subjectErrors(s, `subjects[${i}]`, namespaced))
    );
    if (old === undefined || JSON.stringify(role) === JSON.stringify(old.roleRef)) return errors;
    const shown = { APIGroup: role.apiGroup, Kind: role.kind, Name: role.name };
    return [...errors, invalidValue("roleRef", shown, "cannot change roleRef")];
  };
}

const webhooks: Validator = (object) =>
  treesAt(object, "webhooks").flatMap((webhook, i) => {
    const at = `webhooks[${i}]`, name = textAt(webhook, "name"), errors: FieldError[] = [];
    if (name.split(".").length < 3) {
      errors.push(
        invalidValue(
          `${at}.name`,
          name,
          "should be a domain with at least three segments separated by dots",
        ),
      );
    }
    errors.push(...oneOf(webhook.sideEffects, `${at}.sideEffects`, ["None", "NoneOnDryRun"], true));
    const seconds = webhook.timeoutSeconds;
    if (typeof seconds === "number" && (seconds < 1 || seconds > 30)) {
      errors.push(
        invalidValue(
          `${at}.timeoutSeconds`,
          seconds,
          "the timeout value must be between 1 and 30 seconds",
        ),
      );
    }
    const client = treeAt(webhook, "clientConfig");
    if ((client.url === undefined) === (client.service === undefined)) {
      errors.push(required(`${at}.clientConfig`, "exactly one of url or service is required"));
    }
    return errors;
  });

const rbac = "rbac.authorization.k8s.io";

/** Validation of other kinds by bucket. */
export const otherValidators: Readonly<Record<string, Validator>> = {
  "networking.k8s.io/ingresses": ingress,
  "networking.k8s.io/networkpolicies": networkPolicy,
  "networking.k8s.io/ingressclasses": (object) =>
    textAt(object, "spec", "controller") === "" ? [required("spec.controller")] : [],
  "autoscaling/horizontalpodautoscalers": autoscaler,
  "policy/poddisruptionbudgets": budget,
  "coordination.k8s.io/leases": lease,
  "storage.k8s.io/storageclasses": storageClass,
  "discovery.k8s.io/endpointslices": (object) =>
    oneOf(object.addressType, "addressType", ["FQDN", "IPv4", "IPv6"], true),
  [`${rbac}/roles`]: roleRules(true),
  [`${rbac}/clusterroles`]: roleRules(false),
  [`${rbac}/rolebindings`]: bindings(true),
  [`${rbac}/clusterrolebindings`]: bindings(false),
  "admissionregistration.k8s.io/validatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": webhooks,
};
