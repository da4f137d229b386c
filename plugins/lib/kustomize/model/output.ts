import {
  compareKeys,
  decodeNode,
  duplicateKeys,
  Kind,
  type Node,
  parseNode,
  reread,
  type Shape,
  sigsNumber,
  sigsString,
  SigsWriter,
  Style,
  type Value,
  YamlError,
} from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { nodeText } from "./fields.ts";

/** What a scalar in base64 stands for. */
function binaryText(node: Node): string {
  const value = decodeNode(node);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

/** The text of a scalar once it went through YAML and JSON: a string, or what is written as it is. */
function finalScalar(node: Node, inFlow: boolean): { kind: "string" | "literal"; text: string } {
  const { tag, value } = reread(node, inFlow);
  if (tag === "!!binary") return { kind: "string", text: binaryText(node) };
  if (typeof value === "string") return { kind: "string", text: sigsString(value) };
  if (typeof value === "number" || typeof value === "bigint") {
    return { kind: "literal", text: sigsNumber(value) };
  }
  return { kind: "literal", text: String(value) };
}

/** A key must be a string below the first level. */
function checkKey(key: Node): string {
  if (key.kind !== Kind.scalar || reread(key, true).tag !== "!!str") {
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

/** A list or mapping that lost its items below a comment on its key's line: upstream writes what it cannot read again. */
function checkEmptied(node: Node, root: Node): void {
  const { content } = node;
  for (let i = 0; i + 1 < content.length; i += 2) {
    const value = content[i + 1]!;
    const isEmptied = value.content.length === 0 && value.kind !== Kind.scalar;
    if (isEmptied && content[i]!.comments?.line) parseNode(nodeText(root));
  }
}

const isFlow = (node: Node) => (node.style & Style.flow) !== 0;

/** An object that is about to be written: the root, whose keys may be anything, and what is in it. */
class ObjectShape implements Shape<Node> {
  readonly #root: Node;
  /** What stands in flow collections, as far as the writer has come. */
  readonly #inFlow = new Set<Node>();

  constructor(root: Node) {
    this.#root = root;
  }

  #scalar(node: Node) {
    return finalScalar(node, this.#inFlow.size > 0 && this.#inFlow.has(node));
  }

  kind(node: Node) {
    if (node.kind === Kind.mapping) return "map";
    return node.kind === Kind.sequence ? "list" : this.#scalar(node).kind;
  }

  text(node: Node): string {
    return this.#scalar(node).text;
  }

  items(node: Node): readonly Node[] {
    if (isFlow(node) || (this.#inFlow.size > 0 && this.#inFlow.has(node))) {
      for (const child of node.content) this.#inFlow.add(child);
    }
    return node.content;
  }

  entries(node: Node): readonly (readonly [string, Node])[] {
    this.items(node);
    checkEmptied(node, this.#root);
    return sortedEntries(node, node === this.#root ? (key) => sigsString(key.value) : checkKey);
  }

  size(node: Node): number {
    return node.content.length;
  }
}

/** An object as `kustomize build` prints it. Throws KustomizeError for what JSON cannot hold. */
export function objectYaml(node: Node): string {
  return writtenAgain(node, () => new SigsWriter(new ObjectShape(node)).write(node));
}

/** Runs `use`; where YAML is wrong, lines are those of the text that upstream writes in between. */
function writtenAgain<T>(node: Node, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof YamlError) decodeNode(parseNode(nodeText(node))!);
    throw error;
  }
}

/** An object as a value, as it is after YAML and JSON. */
export function objectValue(node: Node): Value {
  return writtenAgain(node, () => valueOf(node, node, false));
}

function valueOf(node: Node, root: Node, around: boolean): Value {
  if (node.kind !== Kind.mapping && node.kind !== Kind.sequence) {
    const { tag, value } = reread(node, around);
    return tag === "!!binary" ? binaryText(node) : value;
  }
  const inFlow = around || isFlow(node);
  if (node.kind === Kind.sequence) {
    return node.content.map((item) => valueOf(item, root, inFlow));
  }
  checkEmptied(node, root);
  const problems = duplicateKeys(node);
  if (problems.length > 0) throw new YamlError(`unmarshal errors:\n  ${problems.join("\n  ")}`);
  const value = new Map<Value, Value>();
  for (let i = 0; i < node.content.length; i += 2) {
    const key = node.content[i]!;
    if (node !== root) checkKey(key);
    value.set(key.value, valueOf(node.content[i + 1]!, root, inFlow));
  }
  return value;
}
