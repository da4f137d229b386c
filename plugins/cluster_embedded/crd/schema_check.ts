import {
  type FieldError,
  forbidden,
  invalidValue,
  required,
  unsupported,
} from "../errors/field_error.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { RE2JS } from "re2js";
import { messageOf } from "../errors/api_error.ts";
import { wasGivenEmpty } from "../types/given_empty.ts";
import { defaultErrors } from "./default_check.ts";
import { ruleProblems } from "./rule_check.ts";
import { listTypeErrors } from "./list_type_check.ts";

const types = ["array", "boolean", "integer", "number", "object", "string"];
const refused: Readonly<Record<string, string>> = {
  $ref: "$ref is not supported",
  definitions: "definitions is not supported",
  dependencies: "dependencies is not supported",
  additionalItems: "additionalItems is not supported",
  patternProperties: "patternProperties is not supported",
  id: "id is not supported",
  $schema: "$schema is not supported",
};
/** What may only stand in the structural part of a schema, not below anyOf and its like. */
const structuralOnly = [
  ...["type", "title", "description", "default", "additionalProperties", "nullable"],
  ...["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"],
  ...["x-kubernetes-int-or-string", "x-kubernetes-list-type", "x-kubernetes-map-type"],
];

/** What makes the schema of a version unfit to be structural. `path` ends in openAPIV3Schema. */
export function schemaErrors(schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const typeless = schema.type === undefined || schema.type === "";
  if (typeless && schema["x-kubernetes-preserve-unknown-fields"] !== true) {
    errors.push(required(`${path}.type`, "must not be empty at the root"));
  } else if (!typeless && schema.type !== "object") {
    errors.push(invalidValue(`${path}.type`, schema.type, "must be object at the root"));
  }
  if (schema.nullable === true) {
    errors.push(forbidden(`${path}.nullable`, "nullable cannot be true at the root"));
  }
  errors.push(...metadataErrors(schema, path), ...nodeErrors(schema, path, "root"));
  if (errors.some(isStructural)) return errors;
  const defaults = everywhere(
    schema,
    path,
    (node, at) => node.default === undefined ? [] : defaultErrors(node, at),
  );
  if (defaults.length > 0) return [...errors, ...defaults];
  return [
    ...errors,
    ...everywhere(schema, path, (node, at) => ruleProblems(node, at, node === schema)),
  ];
}

const structural =
  /must not be empty|must be object at the root|must be empty to be structural|: must be specified|must not specify anything other/;

/** A schema that is not structural is looked at no further: neither its defaults nor its rules. */
function isStructural({ message }: FieldError): boolean {
  return structural.test(message);
}

/** What `find` has against a schema and all below it. */
function everywhere(
  schema: Tree,
  path: string,
  find: (node: Tree, path: string) => FieldError[],
): FieldError[] {
  const errors = find(schema, path);
  for (const [node, at] of childrenOf(schema, path)) errors.push(...everywhere(node, at, find));
  return errors;
}

function childrenOf(schema: Tree, path: string): [Tree, string, Place][] {
  const found: [Tree, string, Place][] = [];
  for (const [key, property] of Object.entries(treeAt(schema, "properties"))) {
    if (isTree(property)) found.push([property, `${path}.properties[${key}]`, "property"]);
  }
  if (isTree(schema.items)) found.push([schema.items, `${path}.items`, "item"]);
  const { additionalProperties: others } = schema;
  if (isTree(others)) found.push([others, `${path}.additionalProperties`, "additional"]);
  return found;
}

function metadataErrors(schema: Tree, path: string): FieldError[] {
  const properties = treeAt(schema, "properties"), errors: FieldError[] = [];
  for (const key of ["apiVersion", "kind", "metadata"]) {
    const property = properties[key];
    if (!isTree(property)) continue;
    const type = key === "metadata" ? "object" : "string", at = `${path}.properties[${key}]`;
    if (property.type !== type) {
      errors.push(invalidValue(`${at}.type`, property.type ?? "", `must be ${type}`));
    }
    const names = Object.keys(treeAt(property, "properties"));
    if (names.some((name) => name !== "name" && name !== "generateName")) {
      errors.push(
        forbidden(
          at,
          "must not specify anything other than name and generateName, but metadata is implicitly specified",
        ),
      );
    }
  }
  return errors;
}

type Place = "root" | "property" | "item" | "additional";
const places: Readonly<Record<Place, string>> = {
  root: "at the root",
  property: "for specified object fields",
  item: "for specified array items",
  additional: "for specified object fields",
};

/** One schema and all below it. */
function nodeErrors(schema: Tree, path: string, place: Place): FieldError[] {
  const errors: FieldError[] = [
    ...typeErrors(schema, path, place),
    ...flagErrors(schema, path),
    ...listTypeErrors(schema, path),
    ...logicErrors(schema, path),
  ];
  for (const [node, at, where] of childrenOf(schema, path)) {
    errors.push(...nodeErrors(node, at, where));
  }
  return errors;
}

function typeErrors(schema: Tree, path: string, place: Place): FieldError[] {
  const errors: FieldError[] = [], type = schema.type;
  const typeless = schema["x-kubernetes-int-or-string"] === true ||
    schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema.$ref !== undefined) return [];
  if (type === undefined || type === "") {
    if (!typeless && place !== "root") {
      errors.push(required(`${path}.type`, `must not be empty ${places[place]}`));
    }
  } else if (!types.includes(String(type))) errors.push(unsupported(`${path}.type`, type, types));
  if (type === "array" && schema.items === undefined) {
    errors.push(required(`${path}.items`, "must be specified"));
  }
  if (Array.isArray(schema.items)) {
    errors.push(
      forbidden(`${path}.items`, "items must be a schema object and not an array"),
    );
  }
  if (schema.properties !== undefined && schema.additionalProperties !== undefined) {
    if (schema.additionalProperties !== false) {
      errors.push(
        forbidden(
          `${path}.additionalProperties`,
          "additionalProperties and properties are mutual exclusive",
        ),
      );
    }
  }
  if (schema.additionalProperties === false) {
    errors.push(
      forbidden(`${path}.additionalProperties`, "additionalProperties cannot be set to false"),
    );
  }
  return errors;
}

function flagErrors(schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, message] of Object.entries(refused)) {
    const value = key === "dependencies" && wasGivenEmpty(schema, key) ? {} : schema[key];
    if (value === undefined || value === "") continue;
    if (key === "definitions" && isTree(value) && Object.keys(value).length === 0) continue;
    errors.push(forbidden(`${path}.${key}`, message));
  }
  if (schema.uniqueItems === true) {
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    errors.push(
      invalidValue(
        `${path}.x-kubernetes-preserve-unknown-fields`,
        false,
        "must be true or undefined",
      ),
    );
  }
  if (typeof schema.pattern === "string") errors.push(...patternErrors(schema.pattern, path));
  return [...errors, ...embeddedErrors(schema, path)];
}

/** A longer pattern takes seconds to compile. */
const longestPattern = 16 * 1024;

function patternErrors(pattern: string, path: string): FieldError[] {
  try {
    if (pattern.length > longestPattern) {
      throw new Error("error parsing regexp: expression too large");
    }
    RE2JS.compile(pattern);
    return [];
  } catch (error) {
    const reason = messageOf(error);
    return [
      invalidValue(
        `${path}.pattern`,
        pattern,
        `must be a valid regular expression, but isn't: ${reason}`,
      ),
    ];
  }
}

function embeddedErrors(schema: Tree, path: string): FieldError[] {
  if (schema["x-kubernetes-embedded-resource"] !== true) return [];
  const errors: FieldError[] = [];
  const detail = "must be object if x-kubernetes-embedded-resource is true";
  if (schema.type === undefined || schema.type === "") {
    errors.push(required(`${path}.type`, detail));
  } else if (schema.type !== "object") {
    errors.push(invalidValue(`${path}.type`, schema.type, detail));
  }
  const bare = Object.keys(treeAt(schema, "properties")).length === 0;
  if (bare && schema["x-kubernetes-preserve-unknown-fields"] !== true) {
    errors.push(
      required(
        `${path}.properties`,
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
      ),
    );
  }
  return errors;
}

/** Below allOf, anyOf, oneOf and not only values are judged. */
function logicErrors(schema: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const list = schema[key];
    if (!Array.isArray(list)) continue;
    const mixed = key !== "anyOf" || isMixed(list);
    list.forEach((item, i) => {
      const at = `${path}.${key}[${i}]`;
      if (isTree(item)) errors.push(...valueErrors(item, at, mixed ? schema : {}));
    });
  }
  if (isTree(schema.not)) errors.push(...valueErrors(schema.not, `${path}.not`, schema));
  return errors;
}

/** The one way to write that a value is an integer or text. */
function isMixed(list: readonly unknown[]): boolean {
  return list.map((item) => isTree(item) ? item.type : "").join() === "integer,string";
}

/** Fields that a schema may not have there; int-or-string is written with types below anyOf. */
function valueErrors(schema: Tree, path: string, above: Tree): FieldError[] {
  const errors: FieldError[] = [], mixed = above["x-kubernetes-int-or-string"] === true;
  for (const key of structuralOnly) {
    const value = schema[key];
    if (value === undefined || value === "" || value === false) continue;
    if (key === "type" && mixed) continue;
    errors.push(forbidden(`${path}.${key}`, "must be empty to be structural"));
  }
  for (const [key, property] of Object.entries(treeAt(schema, "properties"))) {
    const at = `${path}.properties[${key}]`;
    if (isTree(property)) errors.push(...valueErrors(property, at, {}));
  }
  if (isTree(schema.items)) errors.push(...valueErrors(schema.items, `${path}.items`, {}));
  return [...errors, ...logicErrors(schema, path)];
}
