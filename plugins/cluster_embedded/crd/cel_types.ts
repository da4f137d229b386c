import type { CelType } from "../../lib/cel/mod.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { escapeName } from "./cel_value.ts";

const string: CelType = { name: "string" };
const dyn: CelType = { name: "dyn" };
const scalars: Readonly<Record<string, CelType>> = {
  string,
  integer: { name: "int" },
  number: { name: "double" },
  boolean: { name: "bool" },
};
const formats: Readonly<Record<string, CelType>> = {
  "date-time": { name: "google.protobuf.Timestamp" },
  date: { name: "google.protobuf.Timestamp" },
  duration: { name: "google.protobuf.Duration" },
  byte: { name: "bytes" },
};
const metadata: CelType = {
  name: "object",
  field: (name) => name === "name" || name === "generateName" ? string : undefined,
};

/** The type that CEL gives a value of a schema; `root` has metadata too. */
export function celTypeOf(schema: Tree, root = false): CelType {
  if (schema["x-kubernetes-int-or-string"] === true) return dyn;
  if (schema.type === "array") {
    const items = isTree(schema.items) ? celTypeOf(schema.items) : dyn;
    return { name: `list(${items.name})`, items };
  }
  if (schema.type === "object") return objectType(schema, root);
  const type = scalars[String(schema.type)] ?? dyn;
  return type === string ? formats[String(schema.format)] ?? string : type;
}

function objectType(schema: Tree, root: boolean): CelType {
  const values = schema.additionalProperties;
  if (isTree(values)) {
    const items = celTypeOf(values);
    return { name: `map(string, ${items.name})`, items };
  }
  const resource = root || schema["x-kubernetes-embedded-resource"] === true;
  const properties = treeAt(schema, "properties");
  const byName = new Map(Object.entries(properties).map(([name, at]) => [escapeName(name), at]));
  return {
    name: "object",
    field(name) {
      if (resource && (name === "apiVersion" || name === "kind")) return string;
      if (resource && name === "metadata") return metadata;
      const property = byName.get(name);
      return isTree(property) ? celTypeOf(property) : undefined;
    },
  };
}
