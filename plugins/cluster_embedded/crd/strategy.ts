import type { FieldError } from "../errors/field_error.ts";
import { invalidValue, required, unsupported } from "../errors/field_error.ts";
import {
  equal,
  isTree,
  listAt,
  makeTree,
  textAt,
  type Tree,
  treeAt,
  treesAt,
} from "../json/tree.ts";
import type { Strategy } from "../registry/resource.ts";
import { immutableField } from "../validation/object_meta.ts";
import { isDns1035Label, isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { isKnownFormat } from "./formats.ts";
import { structForm } from "../validation/internal_struct.ts";
import { escapeHtml } from "../json/write.ts";
import { conversionErrors, haveAlike, versionErrors, withoutShared } from "./version_check.ts";

const versionStruct = "CustomResourceDefinitionVersion";
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
    const storage = storageVersions(object).slice(0, 1);
    object.status = {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions: storage,
    };
  },
  prepareUpdate(object) {
    const status = makeTree(object, "status");
    const known = listAt(status, "storedVersions");
    const missing = storageVersions(object).slice(0, 1).filter((name) => !known.includes(name));
    status.storedVersions = [...known, ...missing];
  },
  unconditionalUpdate: false,
  validate,
  warnings: formatWarnings,
};

function storageVersions(object: Tree): unknown[] {
  return treesAt(object, "spec", "versions").filter(({ storage }) => storage === true)
    .map(({ name }) => name);
}

/** Formats that the server does not know are taken, and told. */
function formatWarnings(object: Tree): string[] {
  const found = new Set<string>();
  const look = (schema: unknown): void => {
    if (!isTree(schema)) return;
    const { format, type } = schema;
    if (typeof format === "string" && format !== "" && !isKnownFormat(String(type), format)) {
      found.add(`unrecognized format ${JSON.stringify(format)}`);
    }
    for (const below of Object.values(treeAt(schema, "properties"))) look(below);
    look(schema.items);
    look(schema.additionalProperties);
  };
  for (const version of treesAt(object, "spec", "versions")) {
    look(treeAt(version, "schema").openAPIV3Schema);
  }
  return [...found];
}

function applyDefaults(object: Tree): void {
  const spec = makeTree(object, "spec"), names = makeTree(spec, "names");
  if (textAt(names, "singular") === "") names.singular = textAt(names, "kind").toLowerCase();
  if (textAt(names, "listKind") === "" && textAt(names, "kind") !== "") {
    names.listKind = `${names.kind}List`;
  }
  if (textAt(spec, "conversion", "strategy") === "") {
    spec.conversion = { ...treeAt(spec, "conversion"), strategy: "None" };
  }
  const { service } = treeAt(spec, "conversion", "webhook", "clientConfig");
  if (isTree(service)) service.port ??= 443;
  if (object.status !== undefined && isTree(object.status)) object.status.storedVersions ??= null;
}

function validate(object: Tree, old?: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), names = treeAt(spec, "names");
  const errors: FieldError[] = [];
  const expected = `${textAt(names, "plural")}.${textAt(spec, "group")}`;
  const name = textAt(object, "metadata", "name");
  if (old === undefined && name !== "" && name !== expected) {
    errors.push(
      invalidValue(
        "metadata.name",
        name,
        `must be spec.names.plural+"."+spec.group`,
      ),
    );
  }
  errors.push(...groupErrors(object, textAt(spec, "group")));
  if (spec.scope !== "Namespaced" && spec.scope !== "Cluster") {
    errors.push(
      spec.scope === undefined || spec.scope === ""
        ? required("spec.scope")
        : unsupported("spec.scope", spec.scope, ["Cluster", "Namespaced"]),
    );
  }
  if (spec.preserveUnknownFields === true) {
    errors.push(
      invalidValue(
        "spec.preserveUnknownFields",
        true,
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
      ),
    );
  }
  const versions = treesAt(spec, "versions");
  errors.push(
    ...storageErrors(spec.versions, versions),
    ...storedErrors(listAt(object, "status", "storedVersions"), versions),
    ...changed(spec.versions, old) ? versionErrors(versions) : [],
    ...conversionErrors(treeAt(spec, "conversion")),
    ...nameErrors(names),
  );
  return old === undefined ? errors : [...errors, ...validateUpdate(spec, old)];
}

/** What stood before is not judged again. */
function changed(versions: unknown, old: Tree | undefined): boolean {
  return old === undefined || !equal(treeAt(old, "spec").versions, versions);
}

const approval = "api-approved.kubernetes.io";

function groupErrors(object: Tree, group: string): FieldError[] {
  if (group === "") return [required("spec.group")];
  const wrong = isDns1123Subdomain(group), errors: FieldError[] = [];
  if (wrong.length > 0) errors.push(invalidValue("spec.group", group, wrong.join(",")));
  else if (!group.includes(".")) {
    errors.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  }
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(group);
  if (isProtected && textAt(object, "metadata", "annotations", approval) === "") {
    errors.push(
      required(
        `metadata.annotations[${approval}]`,
        `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`,
      ),
    );
  }
  return errors;
}

function storageErrors(list: unknown, versions: readonly Tree[]): FieldError[] {
  // What all versions have alike is kept above them.
  const own = versions.map((version) => haveAlike(versions) ? withoutShared(version) : version);
  const shown = Array.isArray(list)
    ? escapeHtml(JSON.stringify(own.map((version) => structForm(versionStruct, version))))
    : "null";
  const wrong = (detail: string): FieldError => ({
    reason: "FieldValueInvalid",
    field: "spec.versions",
    message: `Invalid value: ${shown}: ${detail}`,
  });
  const errors: FieldError[] = [];
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    errors.push(wrong("must contain unique version names"));
  }
  const stored = versions.filter((version) => version.storage === true).length;
  if (stored !== 1) errors.push(wrong("must have exactly one version marked as storage version"));
  return errors;
}

/** What was stored once stays a version until nothing is kept in it. */
function storedErrors(stored: readonly unknown[], versions: readonly Tree[]): FieldError[] {
  const field = "status.storedVersions";
  if (stored.length === 0) {
    return [invalidValue(field, null, "must have at least one stored version")];
  }
  const names = versions.map(({ name }) => name), left = new Set(stored);
  return [
    // Of two versions of one name the second is not found any more.
    ...versions.filter(({ name, storage }) => !left.delete(name) && storage === true)
      .map(({ name }) => invalidValue(field, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((name, i) => {
      const detail =
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
      return names.includes(name) ? [] : [invalidValue(`${field}[${i}]`, name, detail)];
    }),
  ];
}

function nameErrors(names: Tree): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["plural", "singular", "kind", "listKind"] as const) {
    const value = textAt(names, field), mixed = field === "kind" || field === "listKind";
    if (value === "") errors.push(required(`spec.names.${field}`));
    else {
      const wrong = isDns1035Label(mixed ? value.toLowerCase() : value).join(",");
      const prefix = mixed ? "may have mixed case, but should otherwise match: " : "";
      if (wrong !== "") errors.push(invalidValue(`spec.names.${field}`, value, prefix + wrong));
    }
  }
  for (const field of ["shortNames", "categories"]) {
    listAt(names, field).forEach((name, i) => {
      const at = `spec.names.${field}[${i}]`;
      const wrong = isDns1035Label(String(name)).join(",");
      if (wrong !== "") errors.push(invalidValue(at, name, wrong));
    });
  }
  if (names.kind !== undefined && names.kind === names.listKind) {
    errors.push(
      invalidValue("spec.names.listKind", names.listKind, "kind and listKind may not be the same"),
    );
  }
  return errors;
}

function validateUpdate(spec: Tree, old: Tree): FieldError[] {
  const before = treeAt(old, "spec");
  const established = treesAt(old, "status", "conditions").some((c) =>
    c.type === "Established" && c.status === "True"
  );
  const errors = [
    ...immutableField(spec.group, before.group, "spec.group"),
    ...immutableField(
      treeAt(spec, "names").plural,
      treeAt(before, "names").plural,
      "spec.names.plural",
    ),
  ];
  if (!established) return errors;
  errors.push(
    ...immutableField(spec.scope, before.scope, "spec.scope"),
    ...immutableField(treeAt(spec, "names").kind, treeAt(before, "names").kind, "spec.names.kind"),
  );
  return errors;
}
