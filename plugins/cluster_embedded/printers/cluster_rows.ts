import { textAt, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { accessModes, nameOf } from "./cells.ts";
import { binding } from "./namespaced_rows.ts";
import type { Row } from "./rows.ts";

const volume: Row = (object, age) => {
  const spec = treeAt(object, "spec"), claim = treeAt(spec, "claimRef");
  const deleted = treeAt(object, "metadata").deletionTimestamp !== undefined;
  return [
    nameOf(object),
    textAt(spec, "capacity", "storage"),
    accessModes(spec, "accessModes"),
    textAt(spec, "persistentVolumeReclaimPolicy"),
    deleted ? "Terminating" : textAt(object, "status", "phase"),
    claim.name === undefined ? "" : `${claim.namespace}/${claim.name}`,
    textAt(spec, "storageClassName"),
    spec.volumeAttributesClassName ?? "<unset>",
    textAt(object, "status", "reason"),
    age,
    spec.volumeMode ?? "<unset>",
  ];
};

const apiService: Row = (object, age) => {
  const service = treeAt(object, "spec", "service");
  const available = treesAt(object, "status", "conditions").find(({ type }) =>
    type === "Available"
  );
  return [
    nameOf(object),
    service.name === undefined ? "Local" : `${service.namespace}/${service.name}`,
    available === undefined ? "Unknown" : String(available.status),
    age,
  ];
};

const node: Row = (object, age) => {
  const info = treeAt(object, "status", "nodeInfo"), labels = treeAt(object, "metadata", "labels");
  const ready = treesAt(object, "status", "conditions").find(({ type }) => type === "Ready");
  const roles = Object.keys(labels).filter((key) => key.startsWith("node-role.kubernetes.io/"))
    .map((key) => key.split("/")[1]).sort();
  const address = (kind: string) =>
    treesAt(object, "status", "addresses").find(({ type }) => type === kind)?.address ?? "<none>";
  const status = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return [
    nameOf(object),
    valueAt(object, "spec", "unschedulable") === true ? `${status},SchedulingDisabled` : status,
    roles.length === 0 ? "<none>" : roles.join(","),
    age,
    textAt(info, "kubeletVersion"),
    address("InternalIP"),
    address("ExternalIP"),
    textAt(info, "osImage") || "<unknown>",
    textAt(info, "kernelVersion") || "<unknown>",
    textAt(info, "containerRuntimeVersion") || "<unknown>",
  ];
};

/** Rows of cluster-wide kinds by bucket. */
export const clusterRows: Readonly<Record<string, Row>> = {
  "/namespaces": (object, age) => [nameOf(object), textAt(object, "status", "phase"), age],
  "/nodes": node,
  "/persistentvolumes": volume,
  "rbac.authorization.k8s.io/clusterrolebindings": binding,
  "storage.k8s.io/storageclasses": (object, age) => [
    treeAt(object, "metadata", "annotations")["storageclass.kubernetes.io/is-default-class"] ===
        "true"
      ? `${nameOf(object)} (default)`
      : nameOf(object),
    textAt(object, "provisioner"),
    textAt(object, "reclaimPolicy"),
    textAt(object, "volumeBindingMode"),
    object.allowVolumeExpansion === true,
    age,
  ],
  "scheduling.k8s.io/priorityclasses": (object, age) => [
    nameOf(object),
    object.value ?? 0,
    object.globalDefault === true,
    age,
    textAt(object, "preemptionPolicy"),
  ],
  "apiregistration.k8s.io/apiservices": apiService,
  "networking.k8s.io/ingressclasses": (object, age) => [
    nameOf(object),
    textAt(object, "spec", "controller"),
    valueAt(object, "spec", "parameters", "name") === undefined
      ? "<none>"
      : `${valueAt(object, "spec", "parameters", "kind")}/${
        valueAt(object, "spec", "parameters", "name")
      }`,
    age,
  ],
};
