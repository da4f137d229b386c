import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { countOrPercent, oneOf } from "./checks.ts";
import { immutableField } from "./object_meta.ts";
import { bindings, roleRules } from "./rbac_kinds.ts";
import { ingress, networkPolicy } from "./network_kinds.ts";

export type Validator = (object: Tree, old?: Tree) => FieldError[];

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
