import {
  compareKeys,
  formatYamlFloat,
  Kind,
  makeNode,
  mappingNode,
  type Node,
  NodeWriter,
  scalarNode,
  sequenceNode,
  stringNode,
  Style,
  type Value,
} from "contract/yaml";

const OLD_WORD = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Lines stand as a block; what YAML 1.1 would read as something else is quoted. */
function styleOf(text: string): number {
  if (text.includes("\n")) return Style.literal;
  return OLD_WORD.test(text) || BASE_60.test(text) ? Style.double : 0;
}

function nodeOf(value: Value): Node {
  if (value === null) return scalarNode("null", "!!null");
  if (typeof value === "string") {
    return stringNode(value, styleOf(value));
  }
  if (typeof value === "boolean") return scalarNode(String(value), "!!bool");
  if (typeof value === "bigint") return scalarNode(String(value), "!!int");
  if (typeof value === "number") {
    const text = formatYamlFloat(value);
    return scalarNode(text, /^-?[0-9]+$/.test(text) ? "!!int" : "!!float");
  }
  if (value instanceof Uint8Array) return stringNode(value.toBase64());
  if (Array.isArray(value)) {
    if (value.length === 0) return makeNode(Kind.sequence, "!!seq", "", Style.flow);
    return sequenceNode(value.map(nodeOf));
  }
  if (value.size === 0) return makeNode(Kind.mapping, "!!map", "", Style.flow);
  const entries = [...value].map(([key, item]) => [String(key), item] as const)
    .sort(([a], [b]) => compareKeys(a, b, "v3"));
  return mappingNode(
    entries.flatMap(([key, item]) => [stringNode(key, styleOf(key)), nodeOf(item)]),
  );
}

/** A value as yaml.v3 writes it with two spaces; lists stand below their key. */
export function prettyYaml(value: Value): string {
  const writer = new NodeWriter({ indent: 2 });
  writer.write(nodeOf(value));
  return writer.text.replace(/\n$/, "");
}
