import { compileCel } from "../../lib/cel/mod.ts";
import { isTree, type Tree } from "../json/tree.ts";

/** The value as CEL sees it: integers are bigint, undeclared fields are not there. */
export function celValue(value: unknown, schema: Tree, root = false): unknown {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return typeof value === "number" ? BigInt(value) : value;
  }
  if (typeof value === "number") {
    return schema.type === "number" ? value : Number.isInteger(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) {
    const items = isTree(schema.items) ? schema.items : {};
    return value.map((item) => celValue(item, items));
  }
  if (typeof value === "string") return stringValue(value, schema);
  if (!isTree(value)) return value;
  const properties = isTree(schema.properties) ? schema.properties : {};
  const others = isTree(schema.additionalProperties) ? schema.additionalProperties : {};
  const result: Tree = {};
  for (const key in value) {
    if (value[key] === null) continue;
    const property = properties[key];
    const resource = root || schema["x-kubernetes-embedded-resource"] === true;
    if (resource && key === "metadata") result.metadata = visibleMeta(value.metadata);
    else result[escapeName(key)] = celValue(value[key], isTree(property) ? property : others);
  }
  return result;
}

function visibleMeta(metadata: unknown): Tree {
  const { name, generateName } = isTree(metadata) ? metadata : {};
  return {
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
  };
}

function stringValue(value: string, schema: Tree): unknown {
  if (schema.format === "date-time" || schema.format === "date") {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? value : date;
  }
  if (schema.format === "duration") {
    try {
      return compileCel("duration(self)")({ self: value });
    } catch {
      return value;
    }
  }
  return value;
}

const reserved = new Set([
  ...[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
  ],
  ...["import", "let", "loop", "package", "namespace", "return", "var", "void", "while"],
]);

/** Property names that are no identifiers have an escaped form in rules. */
/** A property's name as CEL writes it. */
export function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  if (!/__|[.\-/]/.test(name)) return name;
  return name.replaceAll("__", "__underscores__").replaceAll(".", "__dot__").replaceAll(
    "-",
    "__dash__",
  )
    .replaceAll("/", "__slash__");
}
