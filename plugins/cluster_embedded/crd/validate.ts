import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
  tooMany,
  typeInvalid,
  unsupported,
} from "../errors/field_error.ts";
import { equal, isTree, type Tree } from "../json/tree.ts";
import { writeSorted } from "../json/write.ts";
import { validateMetaParts } from "../validation/object_meta.ts";
import { checkNumber, checkString } from "./scalars.ts";

/** What a value has against its schema, in the words of the server. */
export function validateSchema(value: unknown, schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  check(value, schema, path, errors);
  return errors;
}

function check(value: unknown, schema: Tree, path: string, errors: FieldError[]): void {
  if (value === null) {
    if (schema.nullable === true || schema.type === undefined) return;
    if (schema["x-kubernetes-int-or-string"] === true) return;
    return void errors.push(wrongType(value, String(schema.type), path));
  }
  if (!checkType(value, schema, path, errors)) {
    checkEnum(value, schema, path, errors);
    return;
  }
  checkEnum(value, schema, path, errors);
  if (typeof value === "string") checkString(value, schema, path, errors);
  else if (typeof value === "number" || typeof value === "bigint") {
    checkNumber(value, schema, path, errors);
  } else if (Array.isArray(value)) checkList(value, schema, path, errors);
  else if (isTree(value)) checkObject(value, schema, path, errors);
  checkLogic(value, schema, path, errors);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return isInteger(value) ? "integer" : "number";
  if (Array.isArray(value)) return "array";
  return typeof value === "object" ? "object" : typeof value;
}

/** A whole number that Go can hold as one. */
function isInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

function wrongType(value: unknown, type: string, path: string): FieldError {
  const actual = typeName(value);
  return typeInvalid(
    path,
    actual,
    `${path} in body must be of type ${type}: ${JSON.stringify(actual)}`,
  );
}

function checkType(value: unknown, schema: Tree, path: string, errors: FieldError[]): boolean {
  const actual = typeName(value);
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (actual === "integer" || actual === "string") return true;
    errors.push(wrongType(value, "integer,string", path));
    return false;
  }
  const { type } = schema;
  // A format takes the place of the type where both text and lists are concerned.
  const isFormatted = typeof schema.format === "string" && schema.format !== "" &&
    type !== "number" && type !== "integer";
  if (isFormatted && (actual === "string" || actual === "array")) return true;
  if (
    type === undefined || type === "" || actual === type ||
    (type === "number" && actual === "integer")
  ) return true;
  errors.push(wrongType(value, String(type), path));
  if (type === "integer" && actual === "number") {
    const text = `Checked value must be of type integer (default format) in ${path}`;
    errors.push(invalidValue("<nil>", "", text));
  }
  return false;
}

function checkEnum(value: unknown, schema: Tree, path: string, errors: FieldError[]): void {
  if (!Array.isArray(schema.enum) || schema.enum.some((item) => equal(item, value))) return;
  const options = schema.enum.map((item) => typeof item === "string" ? item : writeSorted(item));
  errors.push(unsupported(path, value, options));
}

function checkList(value: unknown[], schema: Tree, path: string, errors: FieldError[]): void {
  const { maxItems, minItems, items } = schema;
  if (typeof maxItems === "number" && value.length > maxItems) {
    errors.push(tooMany(path, value.length, maxItems));
  }
  if (typeof minItems === "number" && value.length < minItems) {
    errors.push(
      invalidValue(path, value.length, `${path} in body should have at least ${minItems} items`),
    );
  }
  checkUnique(value, schema, path, errors);
  if (isTree(items)) value.forEach((item, i) => check(item, items, `${path}[${i}]`, errors));
}

function checkUnique(value: unknown[], schema: Tree, path: string, errors: FieldError[]): void {
  const listType = schema["x-kubernetes-list-type"];
  if (listType !== "set" && listType !== "map") return;
  const keys = (schema["x-kubernetes-list-map-keys"] ?? []) as string[];
  const seen = new Set<string>();
  value.forEach((item, i) => {
    const key = listType === "map" && isTree(item)
      ? Object.fromEntries(keys.filter((k) => item[k] !== undefined).map((k) => [k, item[k]]))
      : item;
    const text = writeSorted(key);
    if (seen.has(text)) errors.push(duplicate(`${path}[${i}]`, key));
    seen.add(text);
  });
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function checkObject(value: Tree, schema: Tree, path: string, errors: FieldError[]): void {
  const properties = isTree(schema.properties) ? schema.properties : {};
  const count = Object.keys(value).length;
  const { maxProperties, minProperties } = schema;
  if (typeof maxProperties === "number" && count > maxProperties) {
    errors.push(tooMany(path, count, maxProperties));
  }
  if (typeof minProperties === "number" && count < minProperties) {
    errors.push(
      invalidValue(path, count, `${path} in body should have at least ${minProperties} properties`),
    );
  }
  for (const key of (schema.required ?? []) as string[]) {
    if (value[key] === undefined) errors.push(required(join(path, key)));
  }
  if (schema["x-kubernetes-embedded-resource"] === true) checkEmbedded(value, path, errors);
  for (const key in value) {
    const property = properties[key] ?? schema.additionalProperties;
    if (!isTree(property)) continue;
    const below = properties[key] !== undefined ? join(path, key) : `${path}.${key}`;
    if (path === "" && key === "metadata") continue;
    check(value[key], property, below, errors);
  }
}

/** An object inside of one has a kind and a version, and metadata like any. */
function checkEmbedded(value: Tree, path: string, errors: FieldError[]): void {
  for (const key of ["apiVersion", "kind"]) {
    if (value[key] === undefined || value[key] === "") errors.push(required(`${path}.${key}`));
  }
  if (!isTree(value.metadata)) return;
  const meta = validateMetaParts(value.metadata);
  errors.push(...meta.map((error) => ({ ...error, field: `${path}.${error.field}` })));
}

const logicError = (path: string, text: string): FieldError =>
  invalidValue("<nil>", "", `${JSON.stringify(path)} ${text}`);

function checkLogic(value: unknown, schema: Tree, path: string, errors: FieldError[]): void {
  const trial = (item: unknown) => validateSchema(value, item as Tree, path);
  if (Array.isArray(schema.anyOf)) {
    const results = schema.anyOf.map(trial);
    if (!results.some((result) => result.length === 0)) {
      errors.push(
        logicError(path, "must validate at least one schema (anyOf)"),
        ...fewest(results),
      );
    }
  }
  if (Array.isArray(schema.oneOf)) {
    const results = schema.oneOf.map(trial),
      valid = results.filter((result) => result.length === 0).length;
    if (valid !== 1) {
      const tail = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
      errors.push(logicError(path, `must validate one and only one schema (oneOf). ${tail}`));
      if (valid === 0) errors.push(...fewest(results));
    }
  }
  if (Array.isArray(schema.allOf)) {
    const results = schema.allOf.map(trial);
    if (results.some((result) => result.length > 0)) {
      errors.push(
        logicError(path, "must validate all the schemas (allOf)"),
        ...results.flat(),
      );
    }
  }
  if (isTree(schema.not) && trial(schema.not).length === 0) {
    errors.push(logicError(path, "must not validate the schema (not)"));
  }
}

function fewest(results: FieldError[][]): FieldError[] {
  return results.reduce(
    (best, result) => result.length < best.length ? result : best,
    results[0] ?? [],
  );
}
