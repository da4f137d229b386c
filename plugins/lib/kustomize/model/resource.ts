import { copyNode, Kind, type Node, stringNode, Style } from "contract/yaml";
import { clearField, field, fieldOrNew, isEmpty, setField, setText } from "./fields.ts";
import {
  effectiveNamespace,
  type Gvk,
  idOfNode,
  metaMap,
  parseApiVersion,
  type ResId,
} from "./ids.ts";

/** What a resource was called before a transformer renamed it. */
export interface FormerName {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

/** How a generated resource joins those that are there. */
export type Behavior = "unspecified" | "create" | "replace" | "merge";

/** An object under construction, and what the build must remember of it. */
export interface Resource {
  /** The object; undefined once a patch has deleted it. */
  node: Node | undefined;
  former: FormerName[];
  prefixes: string[];
  suffixes: string[];
  /** Undefined where no generator made it. */
  behavior: Behavior | undefined;
  needsHash: boolean;
  allowNameChange: boolean;
  allowKindChange: boolean;
  /** Names of the vars that take their value from here. */
  varNames: string[];
  /** Whether it stands for one that did not change since the last build, and has no body. */
  readonly isStub?: true;
  /** What labels and annotations a stub has yet to get: few builds ask for them. */
  due?: (() => void)[];
}

/** Lets a stub have the labels and annotations that it should have by now. */
export function settle(resource: Resource): void {
  const { due } = resource;
  if (!due) return;
  delete resource.due;
  for (const set of due) set();
}

/** A resource without a past. */
export function makeResource(node: Node): Resource {
  return {
    node,
    former: [],
    prefixes: [],
    suffixes: [],
    behavior: undefined,
    needsHash: false,
    allowNameChange: false,
    allowKindChange: false,
    varNames: [],
  };
}

/** A copy that shares nothing. */
export function copyResource(resource: Resource): Resource {
  const { node, former, prefixes, suffixes, varNames } = resource;
  return {
    ...resource,
    node: node && copyNode(node),
    former: [...former],
    prefixes: [...prefixes],
    suffixes: [...suffixes],
    varNames: [...varNames],
  };
}

/** The id that the resource has now. */
export function currentId(resource: Resource): ResId {
  return idOfNode(resource.node);
}

/** The ids that the resource had before, the oldest first. */
export function formerIds(resource: Resource): ResId[] {
  if (resource.former.length === 0) return [];
  const [group, version] = parseApiVersion(field(resource.node, "apiVersion")?.value ?? "");
  return resource.former.map(({ name, namespace, kind }) => ({
    group,
    version,
    kind,
    name,
    namespace,
  }));
}

/** The id that the resource came with. */
export function originalId(resource: Resource): ResId {
  return formerIds(resource)[0] ?? currentId(resource);
}

/** Every id of the resource, the current one last. */
export function allIds(resource: Resource): ResId[] {
  return [...formerIds(resource), currentId(resource)];
}

/** Remembers what the resource is called now. */
export function rememberId(resource: Resource): void {
  const id = currentId(resource);
  resource.former.push({ name: id.name, namespace: effectiveNamespace(id), kind: id.kind });
}

/** Sets the name. */
export function setName(node: Node, name: string): void {
  setText(fieldOrNew(node, "metadata", Kind.mapping), "name", name);
}

/** Sets the namespace; an empty one is removed. */
export function setNamespace(node: Node, namespace: string): void {
  if (namespace !== "") {
    return setText(fieldOrNew(node, "metadata", Kind.mapping), "namespace", namespace);
  }
  const found = field(node, "metadata");
  if (found) clearField(found, "namespace");
}

/** Replaces all labels or annotations: sorted, and every value a string; none removes the field. */
export function setMetaMap(
  node: Node,
  name: "labels" | "annotations",
  values: ReadonlyMap<string, string>,
): void {
  const meta = fieldOrNew(node, "metadata", Kind.mapping);
  clearField(meta, name);
  if (values.size === 0) return;
  const target = fieldOrNew(meta, name, Kind.mapping);
  for (const key of [...values.keys()].sort()) {
    const value = stringNode(values.get(key)!);
    if (value.value.includes("\n")) value.style = Style.literal;
    setField(target, key, value);
  }
}

/** Sets one annotation. */
export function setAnnotation(node: Node, key: string, value: string): void {
  const annotations = metaMap(node, "annotations");
  setMetaMap(node, "annotations", annotations.set(key, value));
}

/** Labels and annotations, name and namespace of `other` as far as `resource` has none of its own. */
export function takeMetadata(resource: Resource, other: Resource): void {
  const node = resource.node!;
  for (const name of ["labels", "annotations"] as const) {
    setMetaMap(node, name, new Map([...metaMap(other.node, name), ...metaMap(node, name)]));
  }
  const { name, namespace } = currentId(other);
  setName(node, name);
  setNamespace(node, namespace);
  resource.former = [...other.former];
  resource.prefixes = [...other.prefixes];
  resource.suffixes = [...other.suffixes];
  resource.needsHash = resource.needsHash && other.needsHash;
  resource.behavior = other.behavior;
  resource.allowNameChange = other.allowNameChange;
  resource.allowKindChange = other.allowKindChange;
  resource.varNames = [...other.varNames];
}

/** Whether nothing is left of the resource. */
export function isGone(resource: Resource): boolean {
  return isEmpty(resource.node);
}

/** Whether the shorter of two lists is the end of the longer one; an empty list only of an empty one. */
export function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const shift = long.length - short.length;
  if (short.length === 0) return shift === 0;
  return short.every((value, i) => long[i + shift] === value);
}

/** The mapping of kind and apiVersion that `gvk` stands for, set on the node. */
export function setGvk(node: Node, gvk: Gvk): void {
  setText(node, "kind", gvk.kind);
  setText(node, "apiVersion", gvk.group === "" ? gvk.version : `${gvk.group}/${gvk.version}`);
}
