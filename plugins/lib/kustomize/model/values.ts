import {
  compareKeys,
  formatYamlFloat,
  Kind,
  makeNode,
  type Node,
  resolvePlain,
  scalarNode,
  stringNode,
  Style,
  type Value,
} from "contract/yaml";

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const OLD_BOOLEANS = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/** A string as yaml.v3 writes and reads it again: literal where it has lines, quoted where it looks like more. */
export function textNode(text: string): Node {
  if (text.includes("\n")) return stringNode(text, Style.literal);
  const plain = resolvePlain("v3", text).tag === "!!str" && !BASE_60.test(text) &&
    !OLD_BOOLEANS.test(text);
  return stringNode(text, plain ? 0 : Style.double);
}

/** A value as the node that yaml.v3 makes of it: keys in its order, numbers in their shortest text. */
export function nodeFromValue(value: Value): Node {
  if (value === null) return scalarNode("null", "!!null");
  if (typeof value === "string") return textNode(value);
  if (typeof value === "boolean") return scalarNode(String(value), "!!bool");
  if (typeof value === "bigint") return scalarNode(String(value), "!!int");
  if (typeof value === "number") {
    const text = formatYamlFloat(value);
    return scalarNode(text, resolvePlain("v3", text).tag);
  }
  if (Array.isArray(value)) {
    const node = makeNode(Kind.sequence, "!!seq");
    node.content = value.map(nodeFromValue);
    return node;
  }
  const node = makeNode(Kind.mapping, "!!map");
  if (!(value instanceof Map)) return textNode(new TextDecoder().decode(value));
  const entries = [...value].map(([key, item]) => [String(key), item] as const);
  entries.sort(([a], [b]) => compareKeys(a, b, "v3"));
  for (const [key, item] of entries) node.content.push(textNode(key), nodeFromValue(item));
  return node;
}
