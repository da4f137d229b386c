import { flowSchema, priorityLevel } from "./flow_kinds.ts";
import { topologyErrors } from "./volume_kinds.ts";
import { writeSorted } from "../json/write.ts";
import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { textAt, type Tree, treeAt } from "../json/tree.ts";
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

const evictions = ["AlwaysAllow", "IfHealthyBudget"];

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
    ...unhealthyPodEvictionPolicy === undefined || evictions.includes(
        String(unhealthyPodEvictionPolicy),
      )
      ? []
      : [unsupported("spec.unhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy, evictions)],
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
      ...topologyErrors(object),
    ];
  }
  return ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"]
    .flatMap((field) => immutableField(object[field], old[field], field));
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
  "flowcontrol.apiserver.k8s.io/flowschemas": flowSchema,
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevel,
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
