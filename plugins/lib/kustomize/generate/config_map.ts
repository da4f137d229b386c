import {
  compareKeys,
  Kind,
  makeNode,
  mappingNode,
  type Node,
  scalarNode,
  stringNode,
  Style,
} from "contract/yaml";
import type { GeneratorArgs, GeneratorOptions } from "../config/types.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { fieldOrNew, setField } from "../model/fields.ts";
import {
  type Behavior,
  makeResource,
  type Resource,
  setAnnotation,
  setName,
  setNamespace,
} from "../model/resource.ts";
import type { Loader } from "../source/loader.ts";
import { type KeyValue, keyValues } from "./key_values.ts";

const BEHAVIORS: readonly string[] = ["create", "replace", "merge"];
const LINE = 70;

/** Makes a ConfigMap or a Secret of literals and files. */
export function generateMap(
  kind: "ConfigMap" | "Secret",
  args: GeneratorArgs,
  loader: Loader,
): Resource {
  if (args.name === "") throw new KustomizeError("a configmap must have a name");
  const node = mappingNode([
    stringNode("apiVersion"),
    stringNode("v1"),
    stringNode("kind"),
    stringNode(kind),
  ]);
  setName(node, args.name);
  if (args.namespace !== "") setNamespace(node, args.namespace);
  if (kind === "Secret") setField(node, "type", stringNode(args.type || "Opaque"));
  const pairs = prefixed(() => "loading KV pairs", () => keyValues(args, loader));
  const seen = new Set<string>();
  for (const [key] of pairs) {
    if (seen.has(key)) {
      throw new KustomizeError(`configmap ${args.name} illegally repeats the key \`${key}\``);
    }
    seen.add(key);
  }
  if (kind === "Secret") fieldOrNew(node, "data", Kind.mapping);
  for (const pair of pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))) addPair(node, kind, pair);
  copyOptions(node, args.options);
  const resource = makeResource(node);
  resource.needsHash = !args.options?.disableNameSuffixHash;
  resource.behavior = BEHAVIORS.includes(args.behavior) ? args.behavior as Behavior : "unspecified";
  return resource;
}

function addPair(node: Node, kind: "ConfigMap" | "Secret", [key, value]: KeyValue): void {
  const text = typeof value === "string" && kind === "ConfigMap";
  const section = fieldOrNew(node, text || kind === "Secret" ? "data" : "binaryData", Kind.mapping);
  setField(section, key, text ? dataNode(value as string) : base64Node(value));
}

/** Text as it stands in a ConfigMap: literal where it has lines. */
function dataNode(value: string): Node {
  return stringNode(value, value.includes("\n") ? Style.literal : 0);
}

/** Bytes in base64, folded where they are long. */
function base64Node(value: string | Uint8Array): Node {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  const encoded = bytes.toBase64();
  if (encoded.length <= LINE) return stringNode(encoded);
  const lines = encoded.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return stringNode(lines.map((line) => `${line}\n`).join(""), Style.literal);
}

function copyOptions(node: Node, options: GeneratorOptions | undefined): void {
  if (options === undefined) return;
  const labels = options.labels ?? new Map<string, string>();
  for (const key of [...labels.keys()].sort()) {
    const meta = fieldOrNew(node, "metadata", Kind.mapping);
    // The quotes are never seen, but validators that set labels anew are told of them.
    const value = stringNode(labels.get(key)!, Style.single);
    setField(fieldOrNew(meta, "labels", Kind.mapping), key, value);
  }
  for (const [key, value] of options.annotations ?? []) setAnnotation(node, key, value);
  if (options.immutable) setField(node, "immutable", scalarNode("true", "!!bool"));
}

/** Options of one generator, completed by those of the kustomization. */
export function mergeOptions(
  local: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined) return local;
  const join = (mine?: ReadonlyMap<string, string>, theirs?: ReadonlyMap<string, string>) =>
    mine || theirs ? new Map([...theirs ?? [], ...mine ?? []]) : undefined;
  return {
    labels: join(local?.labels, global.labels),
    annotations: join(local?.annotations, global.annotations),
    disableNameSuffixHash: (local?.disableNameSuffixHash ?? false) || global.disableNameSuffixHash,
    immutable: (local?.immutable ?? false) || global.immutable,
  };
}

/** Data of two ConfigMaps or Secrets as one; those of `resource` win. */
export function mergeData(resource: Resource, other: Resource): void {
  for (const name of ["data", "binaryData"] as const) {
    const merged = new Map([...dataOf(other.node!, name), ...dataOf(resource.node!, name)]);
    const at = resource.node!.content.findIndex((key, i) => i % 2 === 0 && key.value === name);
    if (at >= 0) resource.node!.content.splice(at, 2);
    if (merged.size === 0) continue;
    const section = makeNode(Kind.mapping, "!!map");
    for (const key of [...merged.keys()].sort(compareKeys)) {
      section.content.push(stringNode(key), dataNode(merged.get(key)!));
    }
    resource.node!.content.push(stringNode(name), section);
  }
}

function dataOf(node: Node, name: string): [string, string][] {
  const at = node.content.findIndex((key, i) => i % 2 === 0 && key.value === name);
  const section = at < 0 ? undefined : node.content[at + 1];
  const pairs: [string, string][] = [];
  for (let i = 0; section && i + 1 < section.content.length; i += 2) {
    const value = section.content[i + 1]!;
    pairs.push([section.content[i]!.value, value.tag === "!!null" ? "" : value.value]);
  }
  return pairs;
}
