import { isTree } from "../json/tree.ts";
import { anyNode, childNode, type TypeNode } from "../types/node.ts";

/** How a value is owned: as one, by its keys, or by its items. */
export type Shape = "leaf" | "map" | "list";

/** The shape of a value of a type; null and absent values take the type's. */
export function shapeOf(node: TypeNode, value: unknown): Shape {
  if (node.atomic) return "leaf";
  if (node.kind === "struct" || node.kind === "map") {
    return isTree(value) || value === null || value === undefined ? "map" : "leaf";
  }
  if (node.kind === "list") {
    if (node.listType === undefined || node.listType === "atomic") return "leaf";
    return Array.isArray(value) || value === null || value === undefined ? "list" : "leaf";
  }
  return node.kind === "any" && isTree(value) ? "map" : "leaf";
}

/** The type below a key. */
export function typeBelow(node: TypeNode, key: string): TypeNode {
  return node.kind === "any" ? anyNode() : childNode(node, key);
}

/** Whether a key is a declared field, not a key of a map. */
export function isDeclared(node: TypeNode, key: string): boolean {
  return node.kind === "struct" && node.fields!.has(key);
}
