import { wasGivenEmpty } from "../types/given_empty.ts";
import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { equal, isTree, listAt, put, textAt, type Tree, treeAt } from "../json/tree.ts";
import { parseQuantity } from "../types/quantity.ts";
import { compareQuantities } from "../types/quantity_compare.ts";
import { builtinNode } from "../types/builtin.ts";
import { diffText, goStruct } from "./go_struct.ts";
import { labelSelector, oneOf } from "./checks.ts";
import { isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { type Validator } from "./core_kinds.ts";
import { affinityErrors, dataSourceErrors, volumeSourceErrors } from "./volume_kinds.ts";

const claimText =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

const volumeModes = ["Block", "Filesystem"];

function modes(spec: Tree, detail = ""): FieldError[] {
  const given = listAt(spec, "accessModes");
  if (given.length === 0) return [required("spec.accessModes", detail)];
  if (given.length > 1 && given.includes("ReadWriteOncePod")) {
    return [
      forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes"),
    ];
  }
  return given.flatMap((mode) =>
    accessModes.includes(String(mode)) ? [] : [unsupported("spec.accessModes", mode, accessModes)]
  );
}

export const claim: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), errors = modes(spec, "at least 1 access mode is required");
  const { storage } = treeAt(spec, "resources", "requests"),
    name = textAt(spec, "storageClassName");
  if (storage === undefined) errors.push(required("spec.resources[storage]"));
  else if (parseQuantity(String(storage)).digits <= 0n) {
    errors.push(invalidValue("spec.resources[storage]", storage, "must be greater than zero"));
  }
  errors.push(
    ...labelSelector(treeAt(spec, "selector"), "spec.selector"),
    ...volumeModes.includes(String(spec.volumeMode))
      ? []
      : [unsupported("spec.volumeMode", spec.volumeMode, volumeModes)],
    ...dataSourceErrors(spec),
    ...textAt(spec, "volumeAttributesClassName") === ""
      ? []
      : isDns1123Subdomain(textAt(spec, "volumeAttributesClassName")).map((m) =>
        invalidValue("spec.volumeAttributesClassName", spec.volumeAttributesClassName, m)
      ),
    ...name === ""
      ? []
      : isDns1123Subdomain(name).map((m) => invalidValue("spec.storageClassName", name, m)),
  );
  return old === undefined ? errors : [...errors, ...claimChange(object, old)];
};

/** A claim stays as it is, but for what is settled later. */
function claimChange(object: Tree, old: Tree): FieldError[] {
  const before = { ...treeAt(old, "spec") }, now = { ...treeAt(object, "spec") };
  const size = (spec: Tree) => treeAt(spec, "resources", "requests").storage;
  const larger = size(now), former = size(before), errors: FieldError[] = [];
  // Whoever binds a claim names its volume, and a default class may come late.
  if (textAt(before, "volumeName") === "") put(before, "volumeName", now.volumeName);
  if (before.storageClassName === undefined) delete now.storageClassName;
  if (treeAt(object, "status").phase === "Bound") {
    put(now, "volumeAttributesClassName", before.volumeAttributesClassName);
    if (larger !== undefined) {
      const resources = treeAt(now, "resources");
      now.resources = {
        ...resources,
        requests: { ...treeAt(resources, "requests"), storage: former },
      };
    }
  }
  if (!equal(now, before)) {
    const node = builtinNode("io.k8s.api.core.v1.PersistentVolumeClaimSpec");
    const diff = diffText(goStruct(node, before), goStruct(node, now));
    errors.push(forbidden("spec", `${claimText}\n${diff}`));
  }
  const capacity = treeAt(old, "status", "capacity").storage ?? "0";
  if (larger === undefined || former === undefined) return errors;
  const shrinks = compareQuantities(String(larger), String(former)) < 0;
  if (shrinks && compareQuantities(String(larger), String(capacity)) <= 0) {
    errors.push(
      forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"),
    );
  }
  return errors;
}

const volumeFields = new Set([
  ...[
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
  ],
  ...["storageClassName", "volumeMode", "volumeAttributesClassName"],
]);

export const volume: Validator = (object) => {
  const spec = treeAt(object, "spec"), errors = modes(spec);
  if (!isTree(spec.capacity)) {
    errors.push(required("spec.capacity"), {
      reason: "FieldValueNotSupported",
      field: "spec.capacity",
      message: `Unsupported value: ${
        wasGivenEmpty(spec, "capacity") ? "{}" : "null"
      }: supported values: "storage"`,
    });
  }
  errors.push(...volumeFieldErrors(spec));
  if (Object.keys(spec).every((key) => volumeFields.has(key))) {
    errors.push(required("spec", "must specify a volume type"));
  }
  return errors;
};

const policies = ["Delete", "Recycle", "Retain"];

function volumeFieldErrors(spec: Tree): FieldError[] {
  const errors: FieldError[] = [], capacity = treeAt(spec, "capacity");
  if (isTree(spec.capacity) && (!("storage" in capacity) || Object.keys(capacity).length > 1)) {
    errors.push(unsupported("spec.capacity", capacity, ["storage"]));
  }
  if (capacity.storage !== undefined && parseQuantity(String(capacity.storage)).digits <= 0n) {
    const at = "spec.capacity[storage]", { storage } = capacity;
    errors.push(invalidValue(at, storage, "must be greater than zero"));
    if (parseQuantity(String(storage)).digits < 0n) {
      const message = `Invalid value: ${storage}: must be a valid resource quantity`;
      errors.push({ reason: "FieldValueInvalid", field: at, message });
    }
  }
  const sources = Object.keys(spec).filter((key) => !volumeFields.has(key));
  const detail = "may not specify more than 1 volume type";
  errors.push(...sources.slice(1).map((source) => forbidden(`spec.${source}`, detail)));
  errors.push(...volumeSourceErrors(spec, sources[0]), ...affinityErrors(spec));
  const storageClass = textAt(spec, "storageClassName");
  if (storageClass !== "") {
    const wrong = isDns1123Subdomain(storageClass);
    errors.push(...wrong.map((m) => invalidValue("spec.storageClassName", storageClass, m)));
  }
  if (isTree(spec.local) && !isTree(spec.nodeAffinity)) {
    errors.push(required("spec.nodeAffinity", "Local volume requires node affinity"));
  }
  const policy = spec.persistentVolumeReclaimPolicy, at = "spec.persistentVolumeReclaimPolicy";
  if (policy === "Recycle" && textAt(spec, "hostPath", "path") === "/") {
    errors.push(forbidden(at, "may not be 'recycle' for a hostPath mount of '/'"));
  }
  return [
    ...errors,
    ...oneOf(policy, at, policies),
    ...oneOf(spec.volumeMode, "spec.volumeMode", ["Block", "Filesystem"]),
  ];
}
