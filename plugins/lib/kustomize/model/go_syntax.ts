import {
  compareBytes,
  decodeNode,
  duplicateKeys,
  Kind,
  type Node,
  type Value,
} from "contract/yaml";
import { quoted } from "../errors.ts";

/** An object as Go's %#v prints the map that it is read into. */
export function goSyntax(node: Node): string {
  try {
    if (!hasDuplicates(node)) return mapSyntax(decodeNode(node) as Map<Value, Value>, true);
  } catch {
    // What cannot be read is no map.
  }
  return "map[string]interface {}(nil)";
}

function hasDuplicates(node: Node): boolean {
  return (node.kind === Kind.mapping && duplicateKeys(node).length > 0) ||
    node.content.some(hasDuplicates);
}

function mapSyntax(map: ReadonlyMap<Value, Value>, root: boolean): string {
  const plain = root || [...map.keys()].every((key) => typeof key === "string");
  const entries = [...map].map(([key, value]) =>
    [plain ? quoted(String(key)) : valueSyntax(key), valueSyntax(value)] as const
  );
  entries.sort(([a], [b]) => Number(b[0] === '"') - Number(a[0] === '"') || compareBytes(a, b));
  const type = plain ? "map[string]interface {}" : "map[interface {}]interface {}";
  return `${type}{${entries.map(([key, value]) => `${key}:${value}`).join(", ")}}`;
}

function valueSyntax(value: Value): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Map) return mapSyntax(value, false);
  if (Array.isArray(value)) return `[]interface {}{${value.map(valueSyntax).join(", ")}}`;
  return String(value);
}
