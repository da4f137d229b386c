import {
  copyNode,
  decodeJson,
  decodeNode,
  documents,
  encodeJson,
  isMerge,
  Kind,
  type Node,
} from "contract/yaml";
import { splitDocuments } from "../../yaml_documents/mod.ts";
import { KustomizeError, MalformedError, textOf } from "../errors.ts";
import { clearField, field, isEmpty, isNull, valueOf } from "./fields.ts";
import { missingMeta } from "./ids.ts";
import { hasInternal, hideInternal } from "./internal_annotations.ts";
import { makeResource, type Resource } from "./resource.ts";
import { metaText } from "./ids.ts";
import { nodeFromValue } from "./values.ts";

/** How many nodes aliases may add to a document: bombs stop here. */
const MAX_ALIASED = 1_000_000;

function fail(message: string): never {
  throw new KustomizeError(message);
}

/** The objects of a text: lists opened up, aliases and merge keys gone. Throws MalformedError for what is no YAML. */
export function parseObjects(source: string): Node[] {
  const nodes: Node[] = [];
  const parts = splitDocuments(source, fail);
  for (const part of parts) {
    const node = firstDocument(part);
    if (node === undefined || isNull(node)) continue;
    const kind = field(node, "kind")?.value;
    const wraps = parts.length === 1 && (kind === "List" || kind === "ResourceList") &&
      (field(node, "items") ?? field(node, "functionConfig"));
    if (wraps) nodes.push(...(field(node, "items")?.content ?? []));
    else nodes.push(node);
  }
  return nodes.map((node) => expandAliases(node, { left: MAX_ALIASED }));
}

/** The resources of a text, each checked for kind and name. */
export function parseResources(source: string): Resource[] {
  return inlineLists(dropBad(parseObjects(source))).map((node) => {
    const resource = makeResource(node);
    if (hasInternal(node)) hideInternal(resource);
    return resource;
  });
}

/** A comment behind the key of a collection: alone of all comments it may change what is written. */
const COMMENTED_KEY = /:[ \t]+#/;

function firstDocument(part: string): Node | undefined {
  try {
    for (const document of documents(part, { comments: COMMENTED_KEY.test(part) })) {
      return document.content[0];
    }
    return undefined;
  } catch (error) {
    throw new MalformedError(`MalformedYAMLError: ${textOf(error)}`, { cause: error });
  }
}

/** Takes the place of every alias by a copy of what it stands for, and merges what `<<` names. */
function expandAliases(node: Node, budget: { left: number }): Node {
  node.anchor = "";
  if (node.kind === Kind.scalar) return node;
  if (node.kind === Kind.alias) {
    const copy = copyNode(expandAliases(node.alias!, budget));
    budget.left -= countNodes(copy);
    if (budget.left < 0) throw new KustomizeError("yaml: document contains excessive aliasing");
    return copy;
  }
  if (node.kind === Kind.mapping) mergeMaps(node);
  for (let i = 0; i < node.content.length; i++) {
    const child = node.content[i]!;
    if (child.kind !== Kind.scalar) node.content[i] = expandAliases(child, budget);
    else child.anchor = "";
  }
  return node;
}

function countNodes(node: Node): number {
  let count = 1;
  for (const child of node.content) count += countNodes(child);
  return count;
}

/** Puts what `<<` names before the mapping's own fields, which win. */
function mergeMaps(node: Node): void {
  const at = node.content.findIndex((key, i) =>
    i % 2 === 0 && key.tag === "!!merge" && isMerge(key)
  );
  if (at < 0) return;
  const again = node.content.findIndex((key, i) => i % 2 === 0 && i > at && key.tag === "!!merge");
  if (again >= 0) throw new KustomizeError("duplicate merge key");
  const sources = mergeSources(node.content[at + 1]!);
  clearField(node, "<<");
  for (const source of sources) {
    const { content } = copyNode(source);
    for (let i = 0; i < content.length; i += 2) {
      if (content[i]!.tag === "!!merge") continue;
      const own = node.content.findIndex((key, k) =>
        k % 2 === 0 && key.value === content[i]!.value
      );
      if (own < 0) node.content.push(content[i]!, content[i + 1]!);
    }
  }
}

/** The mappings that a merge names, the one that wins first. */
function mergeSources(value: Node): Node[] {
  const resolved = value.kind === Kind.alias ? value.alias! : value;
  if (resolved.kind === Kind.mapping) {
    mergeMaps(resolved);
    return [resolved];
  }
  if (value.kind === Kind.alias) {
    throw new KustomizeError("invalid map merge: received alias for a non-map value");
  }
  if (value.kind !== Kind.sequence) {
    throw new KustomizeError("map merge requires map or sequence of maps as the value");
  }
  return value.content.flatMap((item) => {
    if (item.kind !== Kind.sequence) return mergeSources(item);
    throw new KustomizeError("invalid map merge: received a nested sequence");
  });
}

/** Drops what is empty, and refuses objects without kind or name. */
function dropBad(nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => {
    if (isEmpty(node)) return false;
    requireMeta(node);
    return true;
  });
}

/** Throws KustomizeError where an object has no kind, or no name. */
export function requireMeta(node: Node): void {
  if (["apiVersion", "kind", "metadata"].every((name) => isNull(field(node, name)))) {
    throw new KustomizeError("missing Resource metadata");
  }
  const missing = missingMeta(node);
  if (missing) throw new KustomizeError(`missing ${missing} in object ${metaSyntax(node)}`);
}

/** An object's metadata as Go prints the struct that it is read into. */
function metaSyntax(node: Node): string {
  const text = (name: string) => valueOf(field(node, name));
  const map = (name: "labels" | "annotations") => {
    const found = field(field(node, "metadata"), name);
    const pairs: string[] = [];
    for (let i = 0; found && i < found.content.length; i += 2) {
      pairs.push(`${found.content[i]!.value}:${found.content[i + 1]!.value}`);
    }
    return `map[${pairs.sort().join(" ")}]`;
  };
  const names = `{${metaText(node, "name")} ${metaText(node, "namespace")}}`;
  return `{{${text("apiVersion")} ${text("kind")}} {${names} ${map("labels")} ${
    map("annotations")
  }}}`;
}

/** Opens up objects whose kind ends in List and that have items; those come after everything else. */
function inlineLists(nodes: readonly Node[]): Node[] {
  const queue = [...nodes];
  const result: Node[] = [];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i]!;
    const kind = field(node, "kind")?.value ?? "";
    const items = kind.endsWith("List") ? field(node, "items") : undefined;
    if (items === undefined) {
      result.push(node);
      continue;
    }
    if (isNull(items)) continue;
    if (items.kind !== Kind.sequence) {
      const found = items.kind === Kind.mapping ? "map[string]interface {}" : "string";
      throw new KustomizeError(`expected array in ${kind}/items, but found ${found}`);
    }
    for (const item of items.content) queue.push(...dropBad([throughJson(item)]));
  }
  return result;
}

/** An item of a list goes through JSON on its way. */
function throughJson(node: Node): Node {
  return nodeFromValue(decodeJson(encodeJson(decodeNode(node)), { numbers: "exact" }));
}
