import {
  assignNode,
  Kind,
  makeNode,
  type Node,
  NodeWriter,
  resolvePlain,
  scalarNode,
  Style,
} from "contract/yaml";
import { KustomizeError } from "../errors.ts";

const KIND_NAMES: Readonly<Record<number, string>> = {
  [Kind.sequence]: "SequenceNode",
  [Kind.mapping]: "MappingNode",
  [Kind.scalar]: "ScalarNode",
  [Kind.document]: "DocumentNode",
  [Kind.alias]: "AliasNode",
};

/** A node of another kind than was expected. */
export class NodeKindError extends KustomizeError {
  override readonly name = "NodeKindError";
  readonly actual: number;

  constructor(node: Node, expected: number) {
    super(
      `wrong node kind: expected ${KIND_NAMES[expected]} but got ${KIND_NAMES[node.kind] ?? ""}: ` +
        `node contents:\n${nodeText(node)}`,
    );
    this.actual = node.kind;
  }
}

/** A node as kustomize writes it in between: yaml.v3, two spaces, lists at the column of their key. */
export function nodeText(node: Node): string {
  const writer = new NodeWriter({ indent: 2, compact: true });
  writer.write(node);
  return writer.text;
}

/** Whether there is no node, or an explicit null. */
export function isNull(node: Node | undefined): node is undefined {
  return node === undefined || node.tag === "!!null";
}

/** Whether there is nothing in the node: no node, null, an empty mapping or list. */
export function isEmpty(node: Node | undefined): boolean {
  if (node === undefined || node.tag === "!!null") return true;
  return node.kind !== Kind.scalar && node.kind !== Kind.alias && node.content.length === 0;
}

/** Throws NodeKindError where the node is something else than `kind` (null passes). */
export function expectKind(node: Node | undefined, kind: number): void {
  if (!isNull(node) && (node as Node).kind !== kind) throw new NodeKindError(node as Node, kind);
}

/** The index of a key in a mapping's content, or -1. */
export function keyIndex(node: Node, name: string): number {
  const { content } = node;
  for (let i = 0; i < content.length; i += 2) if (content[i]!.value === name) return i;
  return -1;
}

/** The value of a field; undefined where the node is no mapping or has no such field. */
export function field(node: Node | undefined, name: string): Node | undefined {
  if (node === undefined || node.kind !== Kind.mapping) return undefined;
  const i = keyIndex(node, name);
  return i < 0 ? undefined : node.content[i + 1];
}

/** The value of a field. Throws NodeKindError where the node is no mapping. */
export function getField(node: Node | undefined, name: string): Node | undefined {
  expectKind(node, Kind.mapping);
  return isNull(node) ? undefined : field(node as Node, name);
}

/** The text of a scalar; empty for null and for collections. */
export function valueOf(node: Node | undefined): string {
  return isNull(node) ? "" : (node as Node).value;
}

/** Whether YAML 1.1 reads the text as something else than a string. */
export function isOddText(text: string): boolean {
  if (text === "" || text.includes("\n")) return false;
  const { tag } = resolvePlain("v2", text);
  return tag !== "!!str" && tag !== "!!timestamp" && tag !== "!!merge";
}

const isStringNode = (node: Node) =>
  node.kind === Kind.scalar && (node.tag === "!!str" || node.tag === "");

function quoteOddText(value: Node): void {
  if (value.style === 0 && isStringNode(value) && isOddText(value.value)) {
    value.style = Style.double;
  }
}

/** Sets a scalar in place: it keeps its own style. Throws NodeKindError where it is no scalar. */
export function setScalar(node: Node, value: Node): void {
  expectKind(node, Kind.scalar);
  value.style = node.style;
  assignNode(node, value);
}

/** Removes a field. */
export function clearField(node: Node, name: string): void {
  expectKind(node, Kind.mapping);
  const i = keyIndex(node, name);
  if (i >= 0) node.content.splice(i, 2);
}

/** Sets a field as kyaml does: a value takes the style of the one before; null removes it, unless it shall be kept. */
export function setField(
  node: Node,
  name: string,
  value: Node | undefined,
  options: { keepNull?: boolean; keyStyle?: number } = {},
): void {
  if (value === undefined || (value.tag === "!!null" && !options.keepNull)) {
    return clearField(node, name);
  }
  quoteOddText(value);
  if (name === "") expectKind(node, Kind.scalar);
  const found = getField(node, name);
  if (found !== undefined) {
    value.style = found.style;
    if (found !== value) assignNode(found, value);
    return;
  }
  const key = scalarNode(name);
  key.style = options.keyStyle ?? 0;
  node.content.push(key, value);
}

/** Sets a field to a text. */
export function setText(node: Node, name: string, text: string): void {
  setField(node, name, scalarNode(text));
}

/** The field, made as a node of the given kind where it is missing. */
export function fieldOrNew(node: Node, name: string, kind: number): Node {
  const found = getField(node, name);
  if (found !== undefined) return found;
  const made = makeNode(kind, "");
  setField(node, name, made);
  return made;
}
