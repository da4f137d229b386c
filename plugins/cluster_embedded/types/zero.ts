import type { Tree } from "../json/tree.ts";
import type { Field, TypeNode } from "./node.ts";

/** What Go writes for a field that nothing was set to. */
export function zeroOf(field: Field): unknown {
  const { type, pointer } = field;
  if (pointer || type.kind === "list" || type.kind === "map" || type.kind === "any") return null;
  if (type.kind === "struct") return zeroStruct(type);
  if (type.format === "time" || type.format === "microtime" || type.format === "bytes") return null;
  if (type.format === "quantity") return "0";
  if (type.format === "intOrString" || type.kind === "integer" || type.kind === "number") return 0;
  return type.kind === "boolean" ? false : "";
}

/** What Go writes for a struct that nothing was set in: what its tags do not leave out. */
export function zeroStruct(node: TypeNode): Tree {
  const result: Tree = {};
  for (const field of node.fields?.values() ?? []) {
    const isStruct = !field.pointer && (field.type.kind === "struct" || isStructScalar(field.type));
    if (field.omit === "no" || (field.omit === "empty" && isStruct)) {
      result[field.name] = zeroOf(field);
    }
  }
  return result;
}

function isStructScalar({ format }: TypeNode): boolean {
  return format === "quantity" || format === "time" || format === "microtime" ||
    format === "intOrString";
}
