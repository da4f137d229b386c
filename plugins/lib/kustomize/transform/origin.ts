import {
  Kind,
  mappingNode,
  type Node,
  NodeWriter,
  parseNode,
  sequenceNode,
  stringNode,
  toJS,
} from "contract/yaml";
import { setField } from "../model/fields.ts";
import { applyFieldSpec } from "../model/field_spec.ts";
import { metaMap } from "../model/ids.ts";
import type { Resource } from "../model/resource.ts";
import { setMetaMap } from "../model/resource.ts";
import { textNode } from "../model/values.ts";
import { joinPath } from "../source/paths.ts";
import { parseRepository } from "../source/remote.ts";

/** Annotation that says where a resource comes from. */
export const ORIGIN = "config.kubernetes.io/origin";
/** Annotation that says what changed a resource. */
export const TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

const ANNOTATIONS = {
  group: "",
  version: "",
  kind: "",
  path: "metadata/annotations",
  create: true,
};

/** The transformer or generator that a resource comes from. */
export interface ConfiguredBy {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Where a resource comes from. */
export interface Origin {
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: ConfiguredBy;
}

/** The origin of something that `origin` names by `path`. */
export function appendPath(origin: Origin, path: string): Origin {
  const repository = parseRepository(path);
  if (repository === undefined) return { ...origin, path: joinPath(origin.path ?? "", path) };
  const { url, revision, folder } = repository;
  return { path: folder, repo: url, ...(revision === "" ? {} : { ref: revision }) };
}

function originNode(origin: Origin): Node {
  const content: Node[] = [];
  for (const name of ["path", "repo", "ref", "configuredIn"] as const) {
    if (origin[name]) content.push(stringNode(name), textNode(origin[name]));
  }
  const by = origin.configuredBy ?? {};
  const inner: Node[] = [];
  for (const name of ["apiVersion", "kind", "name", "namespace"] as const) {
    if (by[name]) inner.push(stringNode(name), textNode(by[name]));
  }
  if (inner.length > 0) content.push(stringNode("configuredBy"), mappingNode(inner));
  return mappingNode(content);
}

function written(node: Node): string {
  const writer = new NodeWriter({ indent: 2, compact: true });
  writer.write(node);
  return writer.text;
}

/** The text of an annotation that holds an origin. */
export const originText = (origin: Origin): string => written(originNode(origin));

function parse<T>(resource: Resource, key: string): T | undefined {
  const text = metaMap(resource.node, "annotations").get(key);
  const node = text === undefined ? undefined : parseNode(text);
  return node && toJS(node) as T;
}

/** Where the resource says that it comes from. */
export const originOf = (resource: Resource): Origin | undefined => parse<Origin>(resource, ORIGIN);

/** Notes where resources of a file come from; other annotations stay as they are written. */
export function addOrigin(resources: readonly Resource[], origin: Origin): void {
  const value = stringNode(originText(origin));
  for (const { node } of resources) {
    applyFieldSpec(node!, ANNOTATIONS, {
      set: (annotations) => setField(annotations, ORIGIN, value),
      kind: Kind.mapping,
      tag: "!!map",
    });
  }
}

/** Sets or removes an annotation; either way all annotations become strings. */
export function setBuildAnnotation(
  resource: Resource,
  key: string,
  value: string | undefined,
): void {
  const annotations = metaMap(resource.node, "annotations");
  if (value === undefined) annotations.delete(key);
  else annotations.set(key, value);
  setMetaMap(resource.node!, "annotations", annotations);
}

/** Notes that something changed, or made, the resource. */
export function addTransformation(resource: Resource, origin: Origin): void {
  if (originOf(resource) === undefined) {
    return setBuildAnnotation(resource, ORIGIN, originText(origin));
  }
  const before = parse<Origin[]>(resource, TRANSFORMATIONS) ?? [];
  const all = sequenceNode([...before, origin].map(originNode));
  setBuildAnnotation(resource, TRANSFORMATIONS, written(all));
}
