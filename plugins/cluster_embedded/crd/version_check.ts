import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { equal, isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1035Label } from "../../lib/kubernetes_names/mod.ts";
import { schemaErrors } from "./schema_check.ts";

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = [
  ...["byte", "date", "date-time", "double", "float", "int32", "int64", "password"],
];
const shared = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"];

/** What is wrong with the versions of a definition. What all versions have alike is told once, above them. */
export function versionErrors(versions: readonly Tree[]): FieldError[] {
  const [first] = versions, errors: FieldError[] = [];
  versions.forEach((version, i) => errors.push(...ownErrors(version, `spec.versions[${i}]`)));
  if (first === undefined) return errors;
  if (haveAlike(versions)) return [...errors, ...contentErrors(first, "spec", "spec.validation")];
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}]`;
    errors.push(...contentErrors(version, path, `${path}.schema`));
  });
  return errors;
}

/** Whether all versions have the same schema, subresources and columns. */
export function haveAlike(versions: readonly Tree[]): boolean {
  const [first] = versions;
  return versions.every((version) => shared.every((key) => equal(version[key], first![key])));
}

/** A version without what stands above all of them. */
export function withoutShared(version: Tree): Tree {
  return Object.fromEntries(Object.entries(version).filter(([key]) => !shared.includes(key)));
}

function ownErrors(version: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [], warning = version.deprecationWarning;
  const name = textAt(version, "name");
  const wrong = isDns1035Label(name).join(",");
  if (wrong !== "") errors.push(invalidValue(`${path}.name`, name, wrong));
  if (wrong !== "" && name !== "" && path === "spec.versions[0]") {
    errors.push(invalidValue("spec.version", name, wrong));
  }
  if (!isTree(treeAt(version, "schema").openAPIV3Schema)) {
    errors.push(required(`${path}.schema.openAPIV3Schema`));
  }
  if (typeof warning !== "string") return errors;
  const at = `${path}.deprecationWarning`;
  if (version.deprecated !== true) {
    errors.push(invalidValue(at, warning, "can only be set for deprecated versions"));
  }
  if (warning === "") errors.push(invalidValue(at, warning, "must not be an empty string"));
  if (warning.length > 256) {
    errors.push(invalidValue(at, warning, "must be <= 256 characters long"));
  }
  return errors;
}

function contentErrors(version: Tree, path: string, schemaPath: string): FieldError[] {
  const schema = treeAt(version, "schema").openAPIV3Schema;
  const errors = isTree(schema) ? schemaErrors(schema, `${schemaPath}.openAPIV3Schema`) : [];
  const { scale, status } = treeAt(version, "subresources");
  const type = textAt(schema, "type");
  if (isTree(status) && type !== "" && type !== "object") {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(invalidValue(`${schemaPath}.openAPIV3Schema.type`, type, detail));
  }
  if (isTree(scale)) errors.push(...scaleErrors(scale, `${path}.subresources.scale`));
  treesAt(version, "additionalPrinterColumns").forEach((column, i) =>
    errors.push(...columnErrors(column, `${path}.additionalPrinterColumns[${i}]`))
  );
  treesAt(version, "selectableFields").forEach((field, i) =>
    errors.push(...selectableErrors(field, treeAt(schema), `${path}.selectableFields[${i}]`))
  );
  return errors;
}

const simplePath = /^(\.[A-Za-z_][\w-]*)+$|^(\.[\w\\./-]+|\[['"]?[^\]]+\])+$/;

function pathErrors(path: string, at: string, below: string): FieldError[] {
  if (!path.startsWith(".") || !simplePath.test(path)) {
    return [invalidValue(at, path, "must be a simple json path starting with .")];
  }
  const under = below === "" || path === below || path.startsWith(`${below}.`);
  return under ? [] : [invalidValue(at, path, `should be a json path under ${below}`)];
}

function scaleErrors(scale: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, below] of [["specReplicasPath", ".spec"], ["statusReplicasPath", ".status"]]) {
    const at = `${path}.${key}`, value = textAt(scale, key!);
    errors.push(...value === "" ? [required(at)] : pathErrors(value, at, below!));
  }
  const selector = textAt(scale, "labelSelectorPath");
  if (selector === "") return errors;
  const at = `${path}.labelSelectorPath`;
  if (!/^\.(spec|status)\./.test(selector)) {
    errors.push(
      invalidValue(at, selector, "should be a json path under either .spec or .status"),
    );
  }
  return errors;
}

const oneOf = (options: readonly string[]) => `must be one of ${options.join(",")}`;

function columnErrors(column: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(column, "type"), format = textAt(column, "format");
  const jsonPath = textAt(column, "jsonPath");
  if (textAt(column, "name") === "") errors.push(required(`${path}.name`));
  if (type === "") errors.push(required(`${path}.type`, oneOf(columnTypes)));
  else if (!columnTypes.includes(type)) {
    errors.push(invalidValue(`${path}.type`, type, oneOf(columnTypes)));
  }
  if (format !== "" && !columnFormats.includes(format)) {
    errors.push(invalidValue(`${path}.format`, format, oneOf(columnFormats)));
  }
  if (jsonPath === "") errors.push(required(`${path}.JSONPath`));
  else if (!jsonPath.startsWith(".")) {
    errors.push(
      invalidValue(`${path}.JSONPath`, jsonPath, "must be a simple json path starting with ."),
    );
  }
  return errors;
}

const selectable =
  "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";

function selectableErrors(field: Tree, schema: Tree, path: string): FieldError[] {
  const at = `${path}.jsonPath`, value = textAt(field, "jsonPath");
  const wrong = (detail: string) => [invalidValue(at, value, `is an invalid path: ${detail}`)];
  if (value === "") return [required(at)];
  if (!/^[.[]/.test(value)) return wrong(`expected [ or . but got: ${value}`);
  let node: Tree | undefined = schema;
  for (const part of value.split(".").slice(1)) {
    const next: unknown = node === undefined ? undefined : treeAt(node, "properties")[part];
    node = isTree(next) ? next : undefined;
  }
  if (node === undefined) return wrong("does not refer to a valid field");
  return ["string", "integer", "boolean"].includes(String(node.type))
    ? []
    : [invalidValue(at, value, selectable)];
}

/** What is wrong with the way versions are converted. */
export function conversionErrors(conversion: Tree): FieldError[] {
  const path = "spec.conversion", strategy = conversion.strategy;
  const webhook = isTree(conversion.webhook) ? conversion.webhook : undefined;
  if (strategy === "Webhook") {
    const missing = webhook?.clientConfig === undefined;
    const versions = webhook?.conversionReviewVersions;
    return [
      ...missing
        ? [required(`${path}.webhookClientConfig`, "required when strategy is set to Webhook")]
        : [],
      ...Array.isArray(versions) && versions.length > 0
        ? []
        : [required(`${path}.conversionReviewVersions`)],
    ];
  }
  const errors: FieldError[] = [];
  if (strategy !== "None") {
    errors.push(unsupported(`${path}.strategy`, strategy, ["None", "Webhook"]));
  }
  const detail = "should not be set when strategy is not set to Webhook";
  const forbid = (field: string) =>
    errors.push({
      reason: "FieldValueForbidden",
      field: `${path}.${field}`,
      message: `Forbidden: ${detail}`,
    });
  if (webhook?.clientConfig !== undefined) forbid("webhookClientConfig");
  if (Array.isArray(webhook?.conversionReviewVersions)) forbid("conversionReviewVersions");
  return errors;
}
