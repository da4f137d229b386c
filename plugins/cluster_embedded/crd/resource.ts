import type { FieldError } from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { writeSorted } from "../json/write.ts";
import type { Resource, Strategy, Subresource } from "../registry/resource.ts";
import { bucketOf } from "../registry/buckets.ts";
import { finalizerWarnings } from "../validation/warnings.ts";
import type { TypeNode } from "../types/node.ts";
import { deprecationOf } from "./deprecation.ts";
import { applyDefaults, prune, pruneNulls } from "./prune.ts";
import { hasRules, validateRules } from "./rules.ts";
import { customNode } from "./structural.ts";
import { validateSchema } from "./validate.ts";

const verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subVerbs = ["get", "patch", "update"];

/** The schema of a version; an open one where it has none. */
export function schemaOf(version: Tree): Tree {
  const schema = treeAt(version, "schema").openAPIV3Schema;
  return isTree(schema) ? schema : { type: "object", "x-kubernetes-preserve-unknown-fields": true };
}

/** The resource that one version of a definition serves. */
export function customResource(definition: Tree, version: Tree): Resource {
  const spec = treeAt(definition, "spec"), names = treeAt(definition, "status", "acceptedNames");
  const schema = schemaOf(version), sub = treeAt(version, "subresources");
  const group = textAt(spec, "group"), name = textAt(version, "name");
  const hasStatus = isTree(sub.status), scale = isTree(sub.scale) ? sub.scale : undefined;
  const deprecation = deprecationOf(definition, version);
  let node: TypeNode | undefined;
  return {
    group,
    version: name,
    plural: textAt(names, "plural"),
    singular: textAt(names, "singular"),
    kind: textAt(names, "kind"),
    listKind: textAt(names, "listKind"),
    namespaced: spec.scope === "Namespaced",
    verbs,
    shortNames: (names.shortNames ?? []) as string[],
    categories: (names.categories ?? []) as string[],
    subresources: subresources(group, name, textAt(names, "kind"), hasStatus, scale),
    bucket: bucketOf(group, textAt(names, "plural")),
    get node() {
      return node ??= customNode(schema);
    },
    strategy: customStrategy(schema, version, hasStatus),
    custom: {
      definition,
      version,
      hasStatus,
      ...(scale === undefined ? {} : { scale }),
      ...(deprecation === undefined ? {} : { deprecation }),
      prune: (object) => prune(object, schema),
      applyDefaults: (object, keepNulls = false) => {
        prune(object, schema);
        if (!keepNulls) pruneNulls(object, schema);
        const { metadata } = object;
        applyDefaults(object, schema);
        if (metadata !== undefined) object.metadata = metadata;
      },
    },
  };
}

function subresources(
  group: string,
  version: string,
  kind: string,
  status: boolean,
  scale: Tree | undefined,
): Subresource[] {
  const found: Subresource[] = [];
  if (status) found.push({ name: "status", kind, group, version, verbs: subVerbs });
  if (scale !== undefined) {
    found.push({
      name: "scale",
      kind: "Scale",
      group: "autoscaling",
      version: "v1",
      verbs: subVerbs,
    });
  }
  return found;
}

function customStrategy(schema: Tree, version: Tree, hasStatus: boolean): Strategy {
  const withRules = hasRules(schema);
  const selectable = treesAt(version, "selectableFields").map((field) => textAt(field, "jsonPath"));
  return {
    generation: true,
    unconditionalUpdate: false,
    fieldSelectors: Object.fromEntries(selectable.map((path) => [
      path.replace(/^\./, ""),
      (object: Tree) => shown(valueAt(object, ...path.split(".").filter((part) => part !== ""))),
    ])),
    warnings: finalizerWarnings,
    prepareCreate(object) {
      if (hasStatus) delete object.status;
    },
    validate(object, old, subresource, meta = []) {
      const errors = validateCustom(schema, withRules && !meta.some(blocksRules), object, old);
      if (withRules && meta.some(blocksRules)) errors.push(skippedRules);
      // The status alone is checked, and the words about it leave its name out.
      return subresource === "status" ? errors.map(withoutStatus) : errors;
    },
  };
}

function withoutStatus(error: FieldError): FieldError {
  return { ...error, message: error.message.replace(/(: |^)status\.(\S+ in body)/, "$1$2") };
}

function shown(value: unknown): string {
  return value === undefined ? "" : String(value);
}

function validateCustom(
  schema: Tree,
  withRules: boolean,
  object: Tree,
  old: Tree | undefined,
): FieldError[] {
  const errors = validateSchema(object, schema, "");
  const kept = old === undefined ? errors : ratchet(errors, schema, object, old);
  if (!withRules) return kept;
  if (errors.some(blocksRules)) return [...kept, skippedRules];
  return [...kept, ...validateRules(object, old, schema, "")];
}

const skippedRules: FieldError = {
  reason: "FieldValueInvalid",
  field: "<nil>",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
};

const blocking = new Set([
  ...[
    "FieldValueTypeInvalid",
    "FieldValueRequired",
    "FieldValueTooLong",
    "FieldValueTooMany",
    "FieldValueNotSupported",
  ],
]);

/** Rules are not run on values of the wrong shape. */
function blocksRules({ reason, message }: FieldError): boolean {
  return blocking.has(reason) || message.includes("must be of type");
}

/** What was wrong before and was not touched is no reason to refuse an update. */
function ratchet(errors: FieldError[], schema: Tree, object: Tree, old: Tree): FieldError[] {
  if (errors.length === 0) return errors;
  const before = new Set(
    validateSchema(old, schema, "").map((error) => `${error.field}\0${error.message}`),
  );
  return errors.filter((error) => {
    if (!before.has(`${error.field}\0${error.message}`)) return true;
    const path = error.field.split(/[.[\]]+/).filter((part) => part !== "");
    return writeSorted(at(object, path) ?? null) !== writeSorted(at(old, path) ?? null);
  });
}

function at(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    value = Array.isArray(value) ? value[Number(key)] : isTree(value) ? value[key] : undefined;
  }
  return value;
}
