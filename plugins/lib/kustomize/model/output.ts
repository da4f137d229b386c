import {
  compareKeys,
  duplicateKeys,
  Kind,
  type Node,
  reread,
  type Shape,
  sigsNumber,
  sigsString,
  SigsWriter,
  type Value,
  YamlError,
} from "contract/yaml";
import { KustomizeError } from "../errors.ts";

/** The text of a scalar once it went through YAML and JSON: a string, or what is written as it is. */
function finalScalar(node: Node): { kind: "string" | "literal"; text: string } {
  const { tag, value } = reread(node);
  if (tag === "!!binary") {
    const bytes = Uint8Array.fromBase64(node.value.replace(/[\r\n]/g, ""));
    return { kind: "string", text: new TextDecoder().decode(bytes) };
  }
  if (typeof value === "string") return { kind: "string", text: sigsString(value) };
  if (typeof value === "number" || typeof value === "bigint") {
    return { kind: "literal", text: sigsNumber(value) };
  }
  return { kind: "literal", text: String(value) };
}

/** A key must be a string below the first level. */
function checkKey(key: Node): string {
  if (key.kind !== Kind.scalar || reread(key).tag !== "!!str") {
    throw new KustomizeError("json: unsupported type: map[interface {}]interface {}");
  }
  return sigsString(key.value);
}

function sortedEntries(node: Node, keyText: (key: Node) => string): (readonly [string, Node])[] {
  const { content } = node;
  const entries: (readonly [string, Node])[] = [];
  let sorted = true;
  for (let i = 0; i < content.length; i += 2) {
    const key = keyText(content[i]!);
    if (i > 0 && sorted) sorted = compareKeys(entries[entries.length - 1]![0], key) < 0;
    entries.push([key, content[i + 1]!]);
  }
  if (sorted) return entries;
  const problems = duplicateKeys(node);
  if (problems.length > 0) throw new YamlError(`unmarshal errors:\n  ${problems.join("\n  ")}`);
  return entries.sort(([a], [b]) => compareKeys(a, b));
}

/** An object that is about to be written: the root, whose keys may be anything, and what is in it. */
const shapeOf = (root: Node): Shape<Node> => ({
  kind(node) {
    if (node.kind === Kind.mapping) return "map";
    return node.kind === Kind.sequence ? "list" : finalScalar(node).kind;
  },
  text: (node) => finalScalar(node).text,
  items: (node) => node.content,
  entries: (node) => sortedEntries(node, node === root ? (key) => sigsString(key.value) : checkKey),
  size: (node) => node.content.length,
});

/** An object as `kustomize build` prints it. Throws KustomizeError for what JSON cannot hold. */
export function objectYaml(node: Node): string {
  return new SigsWriter(shapeOf(node)).write(node);
}

/** An object as a value, as it is after YAML and JSON. */
export function objectValue(node: Node): Value {
  if (node.kind === Kind.sequence) return node.content.map(objectValue);
  if (node.kind !== Kind.mapping) return reread(node).value;
  const problems = duplicateKeys(node);
  if (problems.length > 0) throw new YamlError(`unmarshal errors:\n  ${problems.join("\n  ")}`);
  const value = new Map<Value, Value>();
  for (let i = 0; i < node.content.length; i += 2) {
    value.set(node.content[i]!.value, objectValue(node.content[i + 1]!));
  }
  return value;
}
