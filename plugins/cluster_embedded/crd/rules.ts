import { compileCel } from "../../lib/cel/mod.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalidValue,
  required,
} from "../errors/field_error.ts";
import { messageOf } from "../errors/api_error.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { itemElement } from "../apply/path_element.ts";
import { nodeOfSchema } from "./structural.ts";
import { celValue } from "./cel_value.ts";

/** What the CEL rules of a schema have against a value; `old` is what it was, if it was. */
export function validateRules(
  value: unknown,
  old: unknown,
  schema: Tree,
  path: string,
  root = true,
): FieldError[] {
  if (value === null || value === undefined) return [];
  const errors: FieldError[] = [];
  const rules = schema["x-kubernetes-validations"];
  if (Array.isArray(rules)) {
    const self = celValue(value, schema, root),
      before = old === undefined || old === null ? undefined : celValue(old, schema, root);
    for (const rule of rules as Tree[]) errors.push(...ruleErrors(rule, self, before, value, path));
  }
  if (Array.isArray(value)) errors.push(...listRules(value, old, schema, path));
  else if (isTree(value)) errors.push(...objectRules(value, old, schema, path));
  return errors;
}

/** Whether any part of a schema has a rule. */
export function hasRules(schema: Tree): boolean {
  if (Array.isArray(schema["x-kubernetes-validations"])) return true;
  const parts = [
    schema.items,
    schema.additionalProperties,
    ...Object.values(isTree(schema.properties) ? schema.properties : {}),
  ];
  return parts.some((part) => isTree(part) && hasRules(part));
}

function objectRules(value: Tree, old: unknown, schema: Tree, path: string): FieldError[] {
  const properties = isTree(schema.properties) ? schema.properties : {};
  const errors: FieldError[] = [], before = isTree(old) ? old : {};
  for (const key in value) {
    const known = properties[key];
    const property = known ?? schema.additionalProperties;
    if (!isTree(property) || !hasRules(property)) continue;
    const below = known === undefined ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    errors.push(...validateRules(value[key], before[key], property, below, false));
  }
  return errors;
}

/** Items have an old self only in lists with keys. */
function listRules(value: unknown[], old: unknown, schema: Tree, path: string): FieldError[] {
  if (!isTree(schema.items) || !hasRules(schema.items)) return [];
  const items = schema.items, keyed = schema["x-kubernetes-list-type"] === "map";
  const node = nodeOfSchema(schema);
  const before = new Map<string, unknown>();
  if (keyed && Array.isArray(old)) {
    for (const item of old) {
      before.set(element(node, item), item);
    }
  }
  return value.flatMap((item, i) => {
    const oldItem = keyed ? before.get(element(node, item)) : undefined;
    return validateRules(item, oldItem, items, `${path}[${i}]`, false);
  });
}

function element(node: ReturnType<typeof nodeOfSchema>, item: unknown): string {
  try {
    return itemElement(node, item);
  } catch {
    return "";
  }
}

type Maker = (path: string, message: string) => FieldError;

const makers: Readonly<Record<string, Maker>> = {
  FieldValueForbidden: (path, message) => forbidden(path, message),
  FieldValueRequired: (path, message) => required(path, message),
  FieldValueDuplicate: (path) => ({ ...duplicate(path, ""), message: "Duplicate value" }),
};

function ruleErrors(
  rule: Tree,
  self: unknown,
  old: unknown,
  value: unknown,
  path: string,
): FieldError[] {
  const text = String(rule.rule ?? "");
  const transition = /\boldSelf\b/.test(text), optional = rule.optionalOldSelf === true;
  if (transition && old === undefined && !optional) return [];
  const variables: Record<string, unknown> = { self };
  if (transition) variables.oldSelf = optional ? optionalOf(old) : old;
  let passed: unknown;
  try {
    passed = compileCel(text)(variables);
  } catch (error) {
    return [evaluationError(rule, error, value, path)];
  }
  if (passed === true) return [];
  const message = messageFor(rule, variables);
  const place = typeof rule.fieldPath === "string" && rule.fieldPath !== ""
    ? path + fieldPath(rule.fieldPath, path)
    : path;
  const make = makers[String(rule.reason ?? "")];
  if (make !== undefined) return [make(place, message)];
  return [{
    reason: "FieldValueInvalid",
    field: place === "" ? "<nil>" : place,
    message: `Invalid value: ${shownValue(value)}${message}`,
  }];
}

/** Objects and lists are not quoted. */
function shownValue(value: unknown): string {
  if (typeof value === "object" && value !== null) return "";
  return `${typeof value === "string" ? JSON.stringify(value) : String(value)}: `;
}

function optionalOf(old: unknown): unknown {
  return compileCel(old === undefined ? "optional.none()" : "optional.of(x)")({ x: old });
}

function fieldPath(text: string, path: string): string {
  const plain = text.replaceAll(/\['([^']*)'\]/g, ".$1");
  return path === "" ? plain.slice(1) : plain;
}

function messageFor(rule: Tree, variables: Record<string, unknown>): string {
  if (typeof rule.messageExpression === "string" && rule.messageExpression !== "") {
    try {
      const message = compileCel(rule.messageExpression)(variables);
      if (typeof message === "string" && message.trim() !== "") return message;
    } catch { /* the plain message stands */ }
  }
  if (typeof rule.message === "string" && rule.message !== "") return rule.message.trim();
  return `failed rule: ${String(rule.rule).trim()}`;
}

function evaluationError(rule: Tree, error: unknown, value: unknown, path: string): FieldError {
  const type = Array.isArray(value)
    ? "array"
    : isTree(value)
    ? "object"
    : typeof value === "number"
    ? "integer"
    : typeof value;
  const label = typeof rule.message === "string" && rule.message !== "" ? rule.message : rule.rule;
  const text = messageOf(error).split("\n")[0]!.replace(
    /^No such key: index out of bounds, index (\S+) .*/,
    "index out of bounds: $1",
  )
    .replace(/^No such key/, "no such key")
    .replace(/^(\w+)\(\) type error: .*/, "type conversion error from 'string' to '$1'")
    .replace(
      /^Invalid duration string: .*/,
      "type conversion error from 'string' to 'google.protobuf.Duration'",
    );
  return invalidValue(path === "" ? "<nil>" : path, type, `${text} evaluating rule: ${label}`);
}
