import {
  decodeNode,
  encodeJson,
  encodeJsonString,
  formatJsonFloat,
  Kind,
  type Node,
  parseNode,
  type Value,
} from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { lookup } from "../model/field_path.ts";
import { assignValue } from "./replacement_value.ts";
import { nodeText } from "../model/fields.ts";
import { matchPath } from "./path_matcher.ts";

/** Sets a value inside of JSON or YAML that stands in a scalar. Gives false where the path leads to none. */
export function setInText(
  target: Node,
  value: Node,
  path: readonly string[],
  create: number,
): boolean {
  if (path.length < 2) return false;
  for (let i = 1; i < path.length; i++) {
    const scalar = attempt(() => lookup(target, path.slice(0, i)));
    if (scalar === undefined || scalar.kind !== Kind.scalar) continue;
    const parsed = attempt(() => parseNode(scalar.value, { comments: true }));
    if (parsed === undefined) continue;
    return attempt(() => setParsed(scalar, parsed, value, path.slice(i), create)) ?? false;
  }
  return false;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function setParsed(
  scalar: Node,
  parsed: Node,
  value: Node,
  path: readonly string[],
  create: number,
): boolean {
  const fields = matchPath(parsed, path, create);
  if (fields.length === 0) throw new KustomizeError("unable to find field in structured data");
  for (const one of fields) assignValue(one, value);
  scalar.value = serialize(parsed, scalar.value);
  return true;
}

function serialize(parsed: Node, original: string): string {
  if (!/^\s*[{[]/.test(original)) return nodeText(parsed).trim();
  const value = decodeNode(parseNode(nodeText(parsed))!);
  const pretty = original.includes("\n") && original.includes("  ");
  return pretty ? indentedJson(value, "") : encodeJson(value);
}

/** JSON as Go's MarshalIndent writes it with two spaces. */
function indentedJson(value: Value, margin: string): string {
  const inner = margin + "  ";
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + indentedJson(item, inner)).join(",\n")}\n${margin}]`;
  }
  if (!(value instanceof Map)) {
    return typeof value === "number" ? formatJsonFloat(value) ?? "null" : encodeJson(value);
  }
  if (value.size === 0) return "{}";
  const keys = [...value.keys()].map(String).sort();
  const rows = keys.map((key) =>
    `${inner}${encodeJsonString(key)}: ${indentedJson(value.get(key)!, inner)}`
  );
  return `{\n${rows.join(",\n")}\n${margin}}`;
}
