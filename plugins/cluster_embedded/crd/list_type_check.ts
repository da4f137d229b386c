import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";

const listKey = "x-kubernetes-list-type", mapKey = "x-kubernetes-map-type";
const keysKey = "x-kubernetes-list-map-keys";

/** What a schema's list and map types have against its shape. */
export function listTypeErrors(schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const list = schema[listKey], map = schema[mapKey], type = schema.type;
  if (list !== undefined && type !== "array") {
    errors.push(wrongType(type, path, `must be array if ${listKey} is specified`));
  }
  if (list !== undefined && !["atomic", "set", "map"].includes(String(list))) {
    errors.push(unsupported(`${path}.${listKey}`, list, ["atomic", "set", "map"]));
  }
  if (map !== undefined && type !== "object") {
    errors.push(wrongType(type, path, `must be object if ${mapKey} is specified`));
  }
  if (map !== undefined && map !== "atomic" && map !== "granular") {
    errors.push(unsupported(`${path}.${mapKey}`, map, ["atomic", "granular"]));
  }
  if (list === "map") errors.push(...keyErrors(schema, path));
  else if (schema[keysKey] !== undefined) {
    const detail = `${listKey} must be map if ${keysKey} is non-empty`;
    errors.push(
      list === undefined
        ? required(`${path}.${listKey}`, detail)
        : invalidValue(`${path}.${listKey}`, list, detail),
    );
  }
  if (list === "set" && isTree(schema.items)) errors.push(...setErrors(schema.items, path));
  return errors;
}

function setErrors(items: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const detail = `must be atomic as item of a list with ${listKey}=set`;
  if (items.type === "object" && items[mapKey] !== "atomic") {
    errors.push(invalidValue(`${path}.items.${mapKey}`, items[mapKey], detail));
  }
  if (items.type === "array" && items[listKey] !== undefined && items[listKey] !== "atomic") {
    errors.push(invalidValue(`${path}.items.${listKey}`, items[listKey], detail));
  }
  if (items.nullable === true) {
    errors.push({
      reason: "FieldValueForbidden",
      field: `${path}.items.nullable`,
      message: `Forbidden: cannot be nullable when ${listKey} is set`,
    });
  }
  return errors;
}

function keyErrors(schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [], items = treeAt(schema, "items");
  const keys = (Array.isArray(schema[keysKey]) ? schema[keysKey] : []).map(String);
  if (isTree(schema.items) && items.type !== "object") {
    const detail = `must be object if parent array's ${listKey} is map`;
    errors.push(invalidValue(`${path}.items.type`, items.type ?? "", detail));
  }
  if (keys.length === 0) {
    errors.push(required(`${path}.${keysKey}`, `must not be empty if ${listKey} is map`));
  }
  const properties = treeAt(items, "properties");
  const must = Array.isArray(items.required) ? items.required : [];
  if (keys.some((key) => !isTree(properties[key]))) {
    errors.push(
      invalidValue(`${path}.${keysKey}`, keys, "entries must all be names of item properties"),
    );
  }
  if (new Set(keys).size < keys.length) {
    errors.push(invalidValue(`${path}.${keysKey}`, keys, "must not contain duplicate entries"));
  }
  for (const key of new Set(keys)) {
    const property = properties[key];
    if (!isTree(property)) continue;
    if (["array", "object"].includes(String(property.type))) {
      errors.push(
        invalidValue(
          `${path}.items.properties[${key}].type`,
          property.type,
          `must be a scalar type if parent array's ${listKey} is map`,
        ),
      );
    }
    if (property.default === undefined && !must.includes(key)) {
      errors.push(
        required(
          `${path}.items.properties[${key}].default`,
          `this property is in ${keysKey}, so it must have a default or be a required property`,
        ),
      );
    }
  }
  return errors;
}

/** A type that is not what another field wants, or is none. */
function wrongType(type: unknown, path: string, detail: string): FieldError {
  const at = `${path}.type`;
  return type === undefined || type === "" ? required(at, detail) : invalidValue(at, type, detail);
}
