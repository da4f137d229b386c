import { writeSorted } from "../json/write.ts";
import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { countOrPercent, labelSelector, oneOf } from "./checks.ts";
import { autoscaler } from "./autoscaler.ts";
import { endpointSlice } from "./endpoint_slice.ts";
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
} from "../../lib/kubernetes_names/mod.ts";
import { mutatingBinding, mutatingPolicy } from "./mutation_kinds.ts";
import { admissionPolicy, policyBinding } from "./policy_kinds.ts";
import { webhooks } from "./webhook_kinds.ts";
import { immutableField } from "./object_meta.ts";
import { bindings, roleRules } from "./rbac_kinds.ts";
import { ingress, networkPolicy } from "./network_kinds.ts";

export type Validator = (object: Tree, old?: Tree) => FieldError[];

const budget: Validator = (object) => {
  const spec = treeAt(object, "spec"),
    { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = [["MinAvailable", minAvailable], ["Selector", selector], [
      "MaxUnavailable",
      maxUnavailable,
    ], ["UnhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy]]
      .map(([key, value]) => `${JSON.stringify(key)}:${writeSorted(value ?? null)}`).join(",");
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
    ...labelSelector(treeAt(spec, "selector"), "spec.selector"),
    ...oneOf(unhealthyPodEvictionPolicy, "spec.unhealthyPodEvictionPolicy", [
      ...["AlwaysAllow", "IfHealthyBudget"],
    ]),
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

const largestPriority = 1_000_000_000;

const priorityClass: Validator = (object, old) => {
  const name = textAt(object, "metadata", "name"), errors: FieldError[] = [];
  if (old !== undefined) return errors;
  if (name.startsWith("system-")) {
    if (name === "system-cluster-critical" || name === "system-node-critical") return errors;
    const detail =
      `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
    errors.push(forbidden("metadata.name", detail));
  } else if (Number(object.value ?? 0) > largestPriority) {
    const detail = `maximum allowed value of a user defined priority is ${largestPriority}`;
    errors.push(forbidden("value", detail));
  }
  const policies = ["PreemptLowerPriority", "Never"];
  return [...errors, ...oneOf(object.preemptionPolicy, "preemptionPolicy", policies)];
};

const ingressClass: Validator = (object) => {
  const spec = treeAt(object, "spec"), controller = textAt(spec, "controller");
  if (controller === "") return [required("spec.controller")];
  const errors: FieldError[] = [];
  if (!/^[a-z0-9.-]+\/.+$/.test(controller)) {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    errors.push(invalidValue("spec.controller", controller, detail));
  }
  const parameters = treeAt(spec, "parameters");
  if (parameters.scope === "Namespace" && textAt(parameters, "namespace") === "") {
    const detail = "`parameters.scope` is set to 'Namespace'";
    errors.push(required("spec.parameters.namespace", detail));
  }
  return errors;
};

const storageClass: Validator = (object, old) => {
  const provisioner = textAt(object, "provisioner").toLowerCase();
  if (provisioner === "") return [required("provisioner")];
  if (old === undefined) {
    return [
      ...isQualifiedName(provisioner).map((m) => invalidValue("provisioner", provisioner, m)),
      ...Object.keys(treeAt(object, "parameters")).includes("")
        ? [invalidValue("parameters", "", "field can not be empty.")]
        : [],
      ...oneOf(object.reclaimPolicy, "reclaimPolicy", ["Delete", "Retain"]),
      ...oneOf(object.volumeBindingMode, "volumeBindingMode", [
        ...["Immediate", "WaitForFirstConsumer"],
      ]),
      ...treesAt(object, "allowedTopologies").flatMap((term, i) =>
        treesAt(term, "matchLabelExpressions").flatMap((expression, n) =>
          listAt(expression, "values").length > 0
            ? []
            : [required(`allowedTopologies[${i}].matchLabelExpressions[${n}].values`)]
        )
      ),
    ];
  }
  return ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"]
    .flatMap((field) => immutableField(object[field], old[field], field));
};

const csiDriver: Validator = (object) => {
  const spec = treeAt(object, "spec");
  return [
    ...oneOf(spec.fsGroupPolicy, "spec.fsGroupPolicy", [
      ...["File", "None", "ReadWriteOnceWithFSType"],
    ]),
    ...listAt(spec, "volumeLifecycleModes").flatMap((mode) =>
      oneOf(mode, "spec.volumeLifecycleModes", ["Persistent", "Ephemeral"])
    ),
  ];
};

const attachment: Validator = (object) => {
  const spec = treeAt(object, "spec"), node = textAt(spec, "nodeName");
  const { inlineVolumeSpec, persistentVolumeName } = treeAt(spec, "source");
  const detail = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  return [
    ...textAt(spec, "attacher") === "" ? [required("spec.attacher")] : [],
    ...isDns1123Subdomain(node).map((m) => invalidValue("spec.nodeName", node, m)),
    ...inlineVolumeSpec === undefined && persistentVolumeName === undefined
      ? [required("spec.source", detail)]
      : [],
  ];
};

const rbac = "rbac.authorization.k8s.io";

/** Validation of other kinds by bucket. */
export const otherValidators: Readonly<Record<string, Validator>> = {
  "networking.k8s.io/ingresses": ingress,
  "networking.k8s.io/networkpolicies": networkPolicy,
  "networking.k8s.io/ingressclasses": ingressClass,
  "scheduling.k8s.io/priorityclasses": priorityClass,
  "node.k8s.io/runtimeclasses": (object) => {
    const handler = textAt(object, "handler");
    return handler === ""
      ? [required("handler")]
      : isDns1123Label(handler).map((message) => invalidValue("handler", handler, message));
  },
  "autoscaling/horizontalpodautoscalers": autoscaler,
  "policy/poddisruptionbudgets": budget,
  "coordination.k8s.io/leases": lease,
  "storage.k8s.io/storageclasses": storageClass,
  "discovery.k8s.io/endpointslices": endpointSlice,
  "storage.k8s.io/csidrivers": csiDriver,
  "storage.k8s.io/volumeattachments": attachment,
  [`${rbac}/roles`]: roleRules(true),
  [`${rbac}/clusterroles`]: roleRules(false),
  [`${rbac}/rolebindings`]: bindings(true),
  [`${rbac}/clusterrolebindings`]: bindings(false),
  "admissionregistration.k8s.io/validatingadmissionpolicies": admissionPolicy,
  "admissionregistration.k8s.io/mutatingadmissionpolicies": mutatingPolicy,
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": mutatingBinding,
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": policyBinding,
  "admissionregistration.k8s.io/validatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": webhooks,
};
