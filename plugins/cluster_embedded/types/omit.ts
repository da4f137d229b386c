import { type Tree } from "../json/tree.ts";
import type { Field } from "./node.ts";
import { zeroOf } from "./zero.ts";

export function isValueStruct(field: Field): boolean {
  const { kind, format } = field.type;
  return !field.pointer &&
    (kind === "struct" || format === "quantity" || format === "time" || format === "microtime" ||
      format === "intOrString");
}

export function setAbsent(result: Tree, field: Field): void {
  if (field.omit === "zero") return;
  result[field.name] = zeroOf(field);
}

/** Whether Go leaves the value out of its JSON. */
export function isOmitted(field: Field, value: unknown): boolean {
  if (field.omit === "no") return false;
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value)) return value.length === 0 && !field.pointer;
    if (field.pointer || field.type.kind === "any") return false;
    if (field.type.kind === "struct" && field.omit !== "zero") return false;
    for (const _ in value) return false;
    return true;
  }
  if (field.pointer || isValueStruct(field)) return false;
  return value === "" || value === 0 || value === false;
}
