import type { FieldError } from "../errors/field_error.ts";
import { duplicate, invalidValue, required } from "../errors/field_error.ts";
import { isTree, makeTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import type { Strategy } from "../registry/resource.ts";
import { immutableField } from "../validation/object_meta.ts";
import { isDns1035Label } from "../validation/names.ts";

const cleanup = "customresourcecleanup.apiextensions.k8s.io";

/** The rules of CustomResourceDefinitions. */
export const definitionStrategy: Strategy = {
  generation: true,
  deletionFinalizer: cleanup,
  applyDefaults,
  prepareDelete(object, now) {
    const terminating = {
      type: "Terminating",
      status: "True",
      lastTransitionTime: now,
      reason: "InstanceDeletionPending",
      message:
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
    };
    const status = treeAt(object, "status");
    object.status = { ...status, conditions: [...treesAt(status, "conditions"), terminating] };
  },
  prepareCreate(object) {
    makeTree(object, "metadata");
    const storage = treesAt(object, "spec", "versions").filter((v) => v.storage === true).map((v) =>
      v.name
    );
    object.status = {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions: storage,
    };
  },
  validate,
};

function applyDefaults(object: Tree): void {
  const spec = makeTree(object, "spec"), names = makeTree(spec, "names");
  if (textAt(names, "singular") === "") names.singular = textAt(names, "kind").toLowerCase();
  if (textAt(names, "listKind") === "" && textAt(names, "kind") !== "") {
    names.listKind = `${names.kind}List`;
  }
  if (textAt(spec, "conversion", "strategy") === "") {
    spec.conversion = { ...treeAt(spec, "conversion"), strategy: "None" };
  }
  if (object.status !== undefined && isTree(object.status)) object.status.storedVersions ??= null;
}

function validate(object: Tree, old?: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), names = treeAt(spec, "names");
  const errors: FieldError[] = [];
  const expected = `${textAt(names, "plural")}.${textAt(spec, "group")}`;
  if (old === undefined && textAt(object, "metadata", "name") !== expected) {
    errors.push(
      invalidValue(
        "metadata.name",
        textAt(object, "metadata", "name"),
        `must be spec.names.plural+"."+spec.group`,
      ),
    );
  }
  if (textAt(spec, "group") === "") errors.push(required("spec.group"));
  if (spec.scope !== "Namespaced" && spec.scope !== "Cluster") {
    errors.push(
      spec.scope === undefined || spec.scope === "" ? required("spec.scope") : {
        reason: "FieldValueNotSupported",
        field: "spec.scope",
        message: `Unsupported value: ${
          JSON.stringify(spec.scope)
        }: supported values: "Cluster", "Namespaced"`,
      },
    );
  }
  errors.push(...validateVersions(treesAt(spec, "versions")));
  for (const field of ["plural", "singular", "kind"] as const) {
    const value = textAt(names, field);
    if (value === "") errors.push(required(`spec.names.${field}`));
    else {errors.push(
        ...isDns1035Label(value.toLowerCase()).map((m) =>
          invalidValue(`spec.names.${field}`, value, m)
        ),
      );}
  }
  return old === undefined ? errors : [...errors, ...validateUpdate(spec, old)];
}

function validateVersions(versions: readonly Tree[]): FieldError[] {
  const errors: FieldError[] = [], seen = new Set<unknown>();
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}]`;
    if (seen.has(version.name)) errors.push(duplicate(`${path}.name`, version.name));
    seen.add(version.name);
    if (!isTree(treeAt(version, "schema").openAPIV3Schema)) {
      errors.push(required(`${path}.schema.openAPIV3Schema`, "schemas are required"));
    }
  });
  if (versions.filter((version) => version.storage === true).length !== 1) {
    errors.push(
      invalidValue(
        "spec.versions",
        versions,
        "must have exactly one version marked as storage version",
      ),
    );
  }
  return errors;
}

function validateUpdate(spec: Tree, old: Tree): FieldError[] {
  const before = treeAt(old, "spec");
  const established = treesAt(old, "status", "conditions").some((c) =>
    c.type === "Established" && c.status === "True"
  );
  const errors = immutableField(spec.group, before.group, "spec.group");
  if (!established) return errors;
  errors.push(
    ...immutableField(spec.scope, before.scope, "spec.scope"),
    ...immutableField(treeAt(spec, "names").kind, treeAt(before, "names").kind, "spec.names.kind"),
  );
  return errors;
}
