import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { equal, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import {
  isDns1123Label,
  isLabelValue,
  isQualifiedName,
  type NameRule,
  subdomainName,
} from "../../lib/kubernetes_names/mod.ts";
import { validateOwners } from "./owners.ts";

const maxAnnotations = 256 * 1024;
const immutable = "field is immutable";

/** What is wrong with the metadata of any object, at `path`. */
export function validateMeta(
  meta: Tree,
  namespaced: boolean,
  rule: NameRule = subdomainName,
  isCustom = false,
): FieldError[] {
  const errors: FieldError[] = [];
  const prefix = textAt(meta, "generateName"), name = textAt(meta, "name");
  if (prefix !== "") {
    errors.push(...rule(prefix, true).map((m) => invalidValue("metadata.generateName", prefix, m)));
  }
  if (name === "") errors.push(required("metadata.name", "name or generateName is required"));
  else errors.push(...rule(name, false).map((m) => invalidValue("metadata.name", name, m)));
  const namespace = textAt(meta, "namespace");
  if (namespaced) {
    if (namespace === "") errors.push(required("metadata.namespace"));
    else {
      errors.push(
        ...isDns1123Label(namespace).map((m) => invalidValue("metadata.namespace", namespace, m)),
      );
    }
  } else if (namespace !== "") {
    errors.push(forbidden("metadata.namespace", "not allowed on this type"));
  }
  return [...errors, ...validateMetaParts(meta, isCustom)];
}

/** Labels, annotations, owners and finalizers; those of custom resources may be of any form. */
export function validateMetaParts(meta: Tree, isCustom = false): FieldError[] {
  return [
    ...validateLabels(treeAt(meta, "labels"), "metadata.labels"),
    ...validateAnnotations(treeAt(meta, "annotations"), "metadata.annotations"),
    ...validateOwners(treesAt(meta, "ownerReferences")),
    ...validateFinalizers(meta, isCustom),
  ];
}

export function validateLabels(labels: Tree, path: string): FieldError[] {
  return Object.keys(labels).sort().flatMap((key) => [
    ...isQualifiedName(key).map((m) => invalidValue(path, key, m)),
    ...isLabelValue(String(labels[key])).map((m) => invalidValue(path, labels[key], m)),
  ]);
}

export function validateAnnotations(annotations: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key of Object.keys(annotations).sort()) {
    errors.push(...isQualifiedName(key.toLowerCase()).map((m) => invalidValue(path, key, m)));
    size += key.length + String(annotations[key]).length;
  }
  if (size > maxAnnotations) {
    errors.push({
      reason: "FieldValueTooLong",
      field: path,
      message: `Too long: may not be more than ${maxAnnotations} bytes`,
    });
  }
  return errors;
}

const standardFinalizers = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

function validateFinalizers(meta: Tree, isCustom: boolean): FieldError[] {
  const path = "metadata.finalizers";
  const finalizers = (meta.finalizers ?? []) as string[];
  const errors = finalizers.flatMap((name, i) => {
    const bad = isQualifiedName(name).map((m) => invalidValue(path, name, m));
    if (isCustom || name.includes("/") || standardFinalizers.has(name)) return bad;
    return [
      ...bad,
      invalidValue(
        `${path}[${i}]`,
        name,
        "name is neither a standard finalizer name nor is it fully qualified",
      ),
    ];
  });
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    errors.push(
      invalidValue(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"),
    );
  }
  return errors;
}

/** What an update may not do to metadata. */
export function validateMetaUpdate(meta: Tree, old: Tree): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const before = new Set((old.finalizers ?? []) as string[]);
    const added = ((meta.finalizers ?? []) as string[]).filter((name) => !before.has(name));
    if (added.length > 0) {
      errors.push(forbidden(
        "metadata.finalizers",
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${
          added.sort().map((n) => JSON.stringify(n)).join(", ")
        }}`,
      ));
    }
  }
  for (
    const field of [
      "name",
      "namespace",
      "uid",
      "creationTimestamp",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
    ]
  ) {
    if (!equal(meta[field], old[field])) {
      errors.push(invalidValue(`metadata.${field}`, meta[field], immutable));
    }
  }
  return [
    ...errors,
    ...validateLabels(treeAt(meta, "labels"), "metadata.labels"),
    ...validateAnnotations(treeAt(meta, "annotations"), "metadata.annotations"),
    ...validateOwners(treesAt(meta, "ownerReferences")),
  ];
}

/** `new` must equal `old` at a field. */
export function immutableField(value: unknown, old: unknown, field: string): FieldError[] {
  return equal(value, old) ? [] : [invalidValue(field, value, immutable)];
}

/** Items that come twice. */
export function duplicates(
  values: readonly unknown[],
  field: (index: number) => string,
): FieldError[] {
  const seen = new Set<unknown>();
  return values.flatMap((value, index) => {
    if (seen.has(value)) return [duplicate(field(index), value)];
    seen.add(value);
    return [];
  });
}
