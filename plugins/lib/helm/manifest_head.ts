import {
  decodeNode,
  Kind,
  type Node,
  parseNode,
  readPlain,
  Style,
  type Value,
} from "contract/yaml";
import { CallError, compareStrings } from "../gotemplate/mod.ts";
import { ChartError } from "./chart.ts";
import { asJson, jsonName, mismatch, scalarText, yamlFailure } from "./yaml.ts";

/** What a document says of itself. */
export interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string>;
}

const OPTIONS = { dialect: "v2" } as const;
const METADATA =
  'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';
const PLAIN_KEYS = new Set(["!!str", "!!int", "!!bool"]);
const PLAIN_VALUES = new Set(["!!str", "!!int", "!!bool", "!!null", "!!timestamp"]);

/** Whether only a whole decoding tells what a node is, or that it is wrong. */
function isOdd(node: Node): boolean {
  if (node.kind === Kind.scalar) {
    if ((node.style & Style.tagged) !== 0) return true;
    return !PLAIN_VALUES.has(node.tag) && /[a-df-z]/i.test(node.value);
  }
  if (node.kind === Kind.alias || (node.style & Style.tagged) !== 0) return true;
  const { content } = node;
  if (node.kind === Kind.mapping) {
    for (let i = 0; i < content.length; i += 2) {
      const key = content[i]!;
      if (key.kind !== Kind.scalar || !PLAIN_KEYS.has(key.tag)) return true;
      if ((key.style & Style.tagged) !== 0 || isOdd(content[i + 1]!)) return true;
    }
    return false;
  }
  return content.some(isOdd);
}

const FIELDS = new Set(["apiversion", "kind", "metadata"]);

/** The root's value, as it is after JSON; of an ordinary mapping no more than what a head needs. */
function rootValue(body: Node): unknown {
  if (body.kind !== Kind.mapping || isOdd(body)) return asJson(decodeNode(body, OPTIONS));
  const out = new Map<string, unknown>();
  const { content } = body;
  for (let i = 0; i < content.length; i += 2) {
    const { value } = content[i]!;
    if (!FIELDS.has(value.toLowerCase())) continue;
    out.set(value, asJson(decodeNode(content[i + 1]!, OPTIONS) as Value));
  }
  return out;
}

const failed = (value: unknown, into: string): CallError =>
  new CallError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${
      jsonName(value)
    } into ${into}`,
  );

/** Fields as encoding/json finds them: in the order of their keys, whatever their case; the last one counts. */
function fieldsOf(value: ReadonlyMap<string, unknown>, names: readonly string[]) {
  const keys = [...value.keys()].sort(compareStrings);
  return keys.flatMap((key) => {
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase());
    return name === undefined ? [] : [[name, value.get(key)] as const];
  });
}

function text(value: unknown, where: string): string {
  const found = scalarText(value);
  if (found === undefined) throw failed(value, `Go struct field ${where} of type string`);
  return found;
}

function annotationsOf(value: unknown): Map<string, string> {
  const where = ".metadata.annotations";
  if (value === null) return new Map();
  if (!(value instanceof Map)) {
    throw failed(value, `Go struct field ${where} of type map[string]string`);
  }
  const keys = [...value.keys()].map(String).sort(compareStrings);
  return new Map(keys.map((key) => [key, text(value.get(key), where)]));
}

type Draft = { -readonly [K in keyof Head]: Head[K] };

function readMetadata(value: unknown, head: Draft): void {
  if (value === null) return;
  if (!(value instanceof Map)) {
    throw failed(value, `Go struct field SimpleHead.metadata of type ${METADATA}`);
  }
  for (const [name, item] of fieldsOf(value, ["name", "annotations"])) {
    if (name === "annotations") head.annotations = annotationsOf(item);
    else head.name = text(item, ".metadata.name");
  }
}

function valueOf(content: string): unknown {
  const plain = readPlain(content);
  if (plain !== undefined) return plain;
  const root = parseNode(content, OPTIONS);
  const body = root?.kind === Kind.document ? root.content[0] : root;
  return body ? rootValue(body) : null;
}

function readHead(content: string): Head {
  const value = valueOf(content);
  const head: Draft = { apiVersion: "", kind: "", name: "", annotations: new Map() };
  if (value === null) return head;
  if (!(value instanceof Map)) {
    const { message } = mismatch(value, "util.SimpleHead");
    throw new CallError(`error unmarshaling JSON: while decoding JSON: ${message}`);
  }
  for (const [name, item] of fieldsOf(value, ["apiVersion", "kind", "metadata"])) {
    if (name === "metadata") readMetadata(item, head);
    else head[name as "apiVersion" | "kind"] = text(item, `SimpleHead.${name}`);
  }
  return head;
}

/** What a document of a template says of itself. Throws ChartError, in Helm's words, where it is no YAML or no object. */
export function headOf(path: string, content: string): Head {
  try {
    return readHead(content);
  } catch (error) {
    const failure = yamlFailure(error);
    if (!(failure instanceof CallError)) throw failure;
    throw new ChartError(`YAML parse error on ${path}: ${failure.message}`);
  }
}
