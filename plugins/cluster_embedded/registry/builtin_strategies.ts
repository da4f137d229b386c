import { workloadDefaults } from "../defaults/workloads.ts";
import { otherDefaults } from "../defaults/others.ts";
import { fieldSelectors } from "./selectable_fields.ts";
import { prepareCreate, prepareUpdate } from "../validation/prepare.ts";
import { validators } from "../validation/validators.ts";
import { warnings } from "../validation/warnings.ts";
import { labelName, pathSegmentName } from "../../lib/kubernetes_names/mod.ts";
import type { Strategy } from "./resource.ts";
import type { NameRule } from "../../lib/kubernetes_names/mod.ts";

const rbac = "rbac.authorization.k8s.io";
const webhooks = "admissionregistration.k8s.io";

/** Resources whose metadata counts generations. */
const generations = new Set([
  ...["apps/deployments", "apps/daemonsets", "apps/statefulsets", "apps/replicasets"],
  ...["/pods", "/replicationcontrollers", "/podtemplates", "batch/jobs", "batch/cronjobs"],
  ...[
    "networking.k8s.io/ingresses",
    "networking.k8s.io/networkpolicies",
    "networking.k8s.io/ingressclasses",
  ],
  ...[
    "policy/poddisruptionbudgets",
    "discovery.k8s.io/endpointslices",
    "scheduling.k8s.io/priorityclasses",
  ],
  ...["resource.k8s.io/resourceslices", "resource.k8s.io/deviceclasses"],
  ...[
    "flowcontrol.apiserver.k8s.io/flowschemas",
    "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
  ],
  ...[`${webhooks}/validatingwebhookconfigurations`, `${webhooks}/mutatingwebhookconfigurations`],
  ...[`${webhooks}/validatingadmissionpolicies`, `${webhooks}/validatingadmissionpolicybindings`],
  ...[`${webhooks}/mutatingadmissionpolicies`, `${webhooks}/mutatingadmissionpolicybindings`],
]);
const createdByPut = new Set([
  ...["coordination.k8s.io/leases", "/endpoints", "/events", "/limitranges", "/services"],
  ...["node.k8s.io/runtimeclasses", `${rbac}/clusterroles`, `${rbac}/clusterrolebindings`],
  ...[`${rbac}/roles`, `${rbac}/rolebindings`],
]);
const versionNeeded = new Set([
  ...[`${webhooks}/validatingwebhookconfigurations`, `${webhooks}/mutatingwebhookconfigurations`],
  ...[`${webhooks}/validatingadmissionpolicies`, `${webhooks}/validatingadmissionpolicybindings`],
  ...["coordination.k8s.io/leases", "node.k8s.io/runtimeclasses", "policy/poddisruptionbudgets"],
  ...["storage.k8s.io/csidrivers", "storage.k8s.io/csinodes", "storage.k8s.io/volumeattachments"],
  ...["apiextensions.k8s.io/customresourcedefinitions", "apiregistration.k8s.io/apiservices"],
]);
const names: Readonly<Record<string, NameRule>> = {
  "/namespaces": labelName,
  "/services": labelName,
  "apps/statefulsets": labelName,
  "policy/poddisruptionbudgets": pathSegmentName,
  [`${rbac}/roles`]: pathSegmentName,
  [`${rbac}/rolebindings`]: pathSegmentName,
  [`${rbac}/clusterroles`]: pathSegmentName,
  [`${rbac}/clusterrolebindings`]: pathSegmentName,
};

/** The rules of a built-in bucket. */
export function builtinStrategy(bucket: string): Strategy {
  const applyDefaults = workloadDefaults[bucket] ?? otherDefaults[bucket];
  const validate = validators[bucket], selectable = fieldSelectors[bucket], warn = warnings[bucket];
  return {
    generation: generations.has(bucket),
    sharesUnchanged: bucket.startsWith("apps/"),
    createOnUpdate: createdByPut.has(bucket),
    unconditionalUpdate: !versionNeeded.has(bucket),
    ...(names[bucket] === undefined ? {} : { validateName: names[bucket] }),
    ...(selectable === undefined ? {} : { fieldSelectors: selectable }),
    ...(applyDefaults === undefined ? {} : { applyDefaults }),
    ...(validate === undefined ? {} : { validate }),
    ...(warn === undefined ? {} : { warnings: warn }),
    prepareCreate: (object, context) => prepareCreate(bucket, object, context),
    prepareUpdate: (object, old, context) => prepareUpdate(bucket, object, old, context),
  };
}
