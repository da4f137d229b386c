import { type FieldError, forbidden, required } from "../errors/field_error.ts";
import { equal, isTree, listAt, type Tree, treeAt } from "../json/tree.ts";
import { oneOf } from "./checks.ts";
import { type Validator } from "./core_kinds.ts";

const claimText =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

function modes(spec: Tree): FieldError[] {
  const given = listAt(spec, "accessModes");
  if (given.length === 0) return [required("spec.accessModes")];
  return given.flatMap((mode) => oneOf(mode, "spec.accessModes", accessModes));
}

export const claim: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), errors = modes(spec);
  if (treeAt(spec, "resources", "requests").storage === undefined) {
    errors.push(required("spec.resources[storage]"));
  }
  if (old === undefined) return errors;
  const { volumeAttributesClassName: _a, ...now } = spec,
    { volumeAttributesClassName: _b, ...before } = treeAt(old, "spec");
  return equal(now, before) ? errors : [...errors, forbidden("spec", `${claimText}\n`)];
};

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
      message: 'Unsupported value: null: supported values: "storage"',
    });
  }
  if (Object.keys(spec).every((key) => volumeFields.has(key))) {
    errors.push(required("spec", "must specify a volume type"));
  }
  return errors;
};
