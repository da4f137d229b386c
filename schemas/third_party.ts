/** JSON Schemas that third parties bring: interpreted, never compiled to code, and in bounded time. */
import { Check, Errors } from "typebox/schema";
import { type Problem, type RawError, tell } from "./check.ts";
import { LinearPattern, Patience } from "./linear_pattern.ts";
import type { Data } from "./plugin/objects.ts";

/** Keywords that hold a schema or a list of them, and those that hold a map. */
const one = [
  ...["additionalItems", "additionalProperties", "allOf", "anyOf", "contains", "else", "if"],
  ...["items", "not", "oneOf", "prefixItems", "propertyNames", "then"],
  ...["unevaluatedItems", "unevaluatedProperties"],
];
const named = [
  ...["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties"],
  "properties",
];

type Change = (schema: Data, path: readonly string[]) => unknown;

export function isSchema(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of a schema with what `change` makes of each schema right below it; `path` leads there. */
export function changeBelow(schema: Data, change: Change): Data {
  const changed = (value: unknown, path: readonly string[]) =>
    isSchema(value) ? change(value, path) : value;
  const each = (value: unknown, path: readonly string[]) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, inner]) => [key, changed(inner, [...path, key])] as const)
      : [];
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (one.includes(key) && Array.isArray(value)) {
      return [key, each(value, [key]).map(([, inner]) => inner)];
    }
    if (one.includes(key)) return [key, changed(value, [key])];
    const isMap = named.includes(key) && isSchema(value);
    return [key, isMap ? Object.fromEntries(each(value, [key])) : value];
  });
  return Object.fromEntries(entries);
}

/** What is wrong with a value. Throws an Error where patterns take too long, or the schema refers to itself without an end. */
export function problemsBy(schema: Data, value: unknown): readonly Problem[] {
  const patience = new Patience();
  const bounded = (schema: Data): Data => {
    const { pattern } = schema;
    const copy = changeBelow(schema, bounded);
    return typeof pattern === "string"
      ? { ...copy, pattern: new LinearPattern(pattern, patience) }
      : copy;
  };
  const safe = bounded(schema);
  if (Check(safe, value)) return [];
  return tell(Errors(safe, value)[1] as unknown as readonly RawError[]);
}
