import { type Dialect, YamlError } from "./errors.ts";
import { Kind, type Node, QUOTED, Style } from "./node.ts";
import { resolve, type Resolved } from "./resolve.ts";

/** A value as Go keeps it: bigint for integers, number for float64, Map for mappings (any keys). */
export type Value = null | boolean | string | bigint | number | Uint8Array | Value[] | ValueMap;
/** A mapping whose keys are values of their own kind: `1` and `"1"` differ. */
export type ValueMap = Map<Value, Value>;

/** How nodes become values. */
export interface DecodeOptions {
  readonly dialect?: Dialect;
  /** Whether a key that stands twice is an error; yaml.v3 always says so, yaml.v2 only where it is asked. */
  readonly unique?: boolean;
}

/** Mappings of which a key became a string, though its tag is another: Go keeps these with keys of any kind. */
const anyKeyed = new WeakSet<ValueMap>();

/** Whether Go takes the mapping for one whose keys are all strings. */
export function hasStringKeys(map: ValueMap): boolean {
  if (anyKeyed.has(map)) return false;
  for (const key of map.keys()) if (typeof key !== "string") return false;
  return true;
}

interface Decoder {
  readonly dialect: Dialect;
  readonly unique: boolean;
  readonly problems: string[];
  readonly open: Set<Node>;
  decoded: number;
  aliased: number;
  depth: number;
}

/** The value of a node. Throws YamlError: duplicate keys, tags that do not fit, aliases that grow without bound. */
export function decodeNode(node: Node, options: DecodeOptions = {}): Value {
  const dialect = options.dialect ?? "v3";
  const decoder: Decoder = {
    dialect,
    unique: options.unique ?? dialect === "v3",
    problems: [],
    open: new Set(),
    decoded: 0,
    aliased: 0,
    depth: 0,
  };
  const value = decode(decoder, node);
  if (decoder.problems.length > 0) {
    throw new YamlError(
      `unmarshal errors:\n  ${decoder.problems.join("\n  ")}`,
      node.line,
      node.column,
    );
  }
  return value;
}

/** go-yaml's bound: the more has been decoded, the smaller a part of it may come through aliases. */
function allowedRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}

function decode(decoder: Decoder, node: Node): Value {
  decoder.decoded++;
  if (decoder.depth > 0) decoder.aliased++;
  const { decoded, aliased } = decoder;
  if (aliased > 100 && decoded > 1000 && aliased / decoded > allowedRatio(decoded)) {
    throw new YamlError("document contains excessive aliasing", node.line, node.column);
  }
  switch (node.kind) {
    case Kind.scalar:
      return decodeScalar(decoder.dialect, node);
    case Kind.sequence:
      return node.content.map((item) => decode(decoder, item));
    case Kind.mapping:
      return decodeMapping(decoder, node, new Map());
    case Kind.alias:
      return decodeAlias(decoder, node, (target) => decode(decoder, target));
    default:
      return node.content[0] ? decode(decoder, node.content[0]) : null;
  }
}

function decodeAlias<T>(decoder: Decoder, node: Node, use: (target: Node) => T): T {
  const target = node.alias!;
  if (decoder.open.has(target)) {
    throw new YamlError(`anchor '${node.value}' value contains itself`, node.line, node.column);
  }
  decoder.open.add(target);
  decoder.depth++;
  const value = use(target);
  decoder.depth--;
  decoder.open.delete(target);
  return value;
}

/** The tag and value of a scalar node. Throws YamlError where they do not fit. */
export function resolveNode(dialect: Dialect, node: Node): Resolved {
  if ((node.style & QUOTED) !== 0 && (node.style & Style.tagged) === 0) {
    if (node.tag === "" || node.tag === "!!str" || node.tag === "!") {
      return { tag: "!!str", value: node.value };
    }
  }
  return resolve(dialect, node.tag, node.value);
}

function decodeScalar(dialect: Dialect, node: Node): Value {
  if (node.tag === "!!str") return node.value;
  const { tag, value } = resolveNode(dialect, node);
  if (tag === "!!timestamp" && dialect === "v2") return node.value;
  if (tag !== "!!binary") return value;
  try {
    const text = node.value.replace(/[\r\n]/g, "");
    if (/\s/.test(text)) throw new SyntaxError("base64 has no spaces");
    return bytesAsText(Uint8Array.fromBase64(text, { lastChunkHandling: "strict" }));
  } catch {
    throw new YamlError("!!binary value contains invalid base64 data");
  }
}

/** Bytes that are UTF-8 as a string, others as they are. */
function bytesAsText(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** Whether the node is the key `<<`, which merges other mappings in. */
export function isMerge(node: Node): boolean {
  return node.kind === Kind.scalar && node.value === "<<" &&
    (node.tag === "" || node.tag === "!" || node.tag === "!!merge");
}

function decodeMapping(decoder: Decoder, node: Node, into: ValueMap, keep?: Set<Value>): ValueMap {
  if (decoder.unique && decoder.dialect === "v3" && reportDuplicates(decoder, node)) return into;
  const merges: Node[] = [];
  for (let i = 0; i < node.content.length; i += 2) {
    const [keyNode, valueNode] = [node.content[i]!, node.content[i + 1]!];
    if (isMerge(keyNode)) {
      if (decoder.dialect === "v2") mergeV2(decoder, valueNode, into);
      else merges[0] = valueNode;
      continue;
    }
    const key = decode(decoder, keyNode);
    if (decoder.dialect === "v3" && keyNode.tag !== "!!str" && keyNode.tag !== "!!merge") {
      anyKeyed.add(into);
    }
    if (key instanceof Map || Array.isArray(key)) {
      throw new YamlError(
        `invalid map key: ${goSyntax(key, decoder.dialect)}`,
        keyNode.line,
        keyNode.column,
      );
    }
    if (keep) {
      if (keep.has(key)) continue;
      keep.add(key);
    }
    const value = decode(decoder, valueNode);
    if (decoder.unique && decoder.dialect === "v2" && into.has(key)) {
      decoder.problems.push(`line ${valueNode.line}: key ${goSyntax(key)} already set in map`);
    } else into.set(key, value);
  }
  for (const merge of merges) mergeV3(decoder, node, merge, into, keep);
  return into;
}

/** Pushes a problem for each key that stands twice. */
function reportDuplicates(decoder: Decoder, node: Node): boolean {
  const before = decoder.problems.length;
  decoder.problems.push(...duplicateKeys(node));
  return decoder.problems.length > before;
}

/** What yaml.v3 says of the keys of a mapping that stand twice. */
export function duplicateKeys(node: Node): string[] {
  const groups = new Map<string, Node[]>();
  for (let i = 0; i < node.content.length; i += 2) {
    const key = node.content[i]!;
    const id = key.kind + key.value;
    const group = groups.get(id);
    if (group) group.push(key);
    else groups.set(id, [key]);
  }
  if (groups.size * 2 === node.content.length) return [];
  const say = (one: Node, two: Node) =>
    `line ${two.line}: mapping key ${goSyntax(two.value)} already defined at line ${one.line}`;
  const pairs = [...groups.values()].flatMap((group) =>
    group.flatMap((one, i) => group.slice(i + 1).map((two) => [one, two] as const))
  );
  pairs.sort(([a], [b]) => a.line - b.line || a.column - b.column);
  return pairs.map(([one, two]) => say(one, two));
}

const WANT_MAP = "map merge requires map or sequence of maps as the value";

function mergeSources(merge: Node): Node[] {
  const isMap = (node: Node) =>
    node.kind === Kind.mapping || (node.kind === Kind.alias && node.alias!.kind === Kind.mapping);
  const sources = merge.kind === Kind.sequence ? merge.content : [merge];
  if (!sources.every(isMap)) throw new YamlError(WANT_MAP);
  return sources;
}

/** yaml.v2 merges where `<<` stands: what comes later wins. */
function mergeV2(decoder: Decoder, merge: Node, into: ValueMap): void {
  for (const source of mergeSources(merge).toReversed()) mergeFrom(decoder, source, into);
}

/** yaml.v3 merges last, and never over a key that is there. */
function mergeV3(
  decoder: Decoder,
  parent: Node,
  merge: Node,
  into: ValueMap,
  keep?: Set<Value>,
): void {
  const own = keep ?? new Set<Value>();
  if (!keep) {
    for (let i = 0; i < parent.content.length; i += 2) own.add(decode(decoder, parent.content[i]!));
  }
  for (const source of mergeSources(merge)) mergeFrom(decoder, source, into, own);
}

function mergeFrom(decoder: Decoder, source: Node, into: ValueMap, keep?: Set<Value>): void {
  if (source.kind !== Kind.alias) decodeMapping(decoder, source, into, keep);
  else decodeAlias(decoder, source, (target) => decodeMapping(decoder, target, into, keep));
}

/** A value as Go's %#v writes it, for messages. */
export function goSyntax(value: Value, dialect: Dialect = "v3"): string {
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\ufeff", "\\ufeff");
  if (value === null) return "interface {}(nil)";
  if (value instanceof Map) {
    const entries = [...value].sort(([a], [b]) => String(a) < String(b) ? -1 : 1)
      .map(([k, v]) => `${goSyntax(k, dialect)}:${goSyntax(v, dialect)}`);
    const named = dialect === "v3" && hasStringKeys(value);
    return `map[${named ? "string" : "interface {}"}]interface {}{${entries.join(", ")}}`;
  }
  if (Array.isArray(value)) {
    return `[]interface {}{${value.map((item) => goSyntax(item, dialect)).join(", ")}}`;
  }
  return String(value);
}
