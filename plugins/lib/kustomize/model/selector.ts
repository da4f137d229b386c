import type { Node } from "contract/yaml";
import { labelMatcher } from "./label_selector.ts";
import { effectiveNamespace, type Gvk, gvkOfNode, metaMap, type ResId } from "./ids.ts";
import { type Matcher, wholeMatcher } from "./pattern.ts";
import type { ResourceMap } from "./resource_map.ts";
import { currentId, originalId, type Resource, settle } from "./resource.ts";

/** Which resources are meant: every part is a pattern, an empty one fits all. */
export interface Selector extends ResId {
  readonly labelSelector: string;
  readonly annotationSelector: string;
}

/** A selector whose patterns are compiled. */
export interface CompiledSelector {
  readonly source: Selector;
  readonly kind: (gvk: Gvk) => boolean;
  readonly name: Matcher;
  readonly namespace: Matcher;
  readonly labels: (node: Node) => boolean;
}

const any: Matcher = () => true;
const part = (pattern: string): Matcher => pattern === "" ? any : wholeMatcher(pattern);

/** Compiles a selector. Throws KustomizeError where a pattern is none. */
export function compileSelector(source: Selector): CompiledSelector {
  const [group, version, kind] = [part(source.group), part(source.version), part(source.kind)];
  const [labels, annotations] = [
    labelMatcher(source.labelSelector),
    labelMatcher(source.annotationSelector),
  ];
  return {
    source,
    kind: (gvk) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    name: part(source.name),
    namespace: part(source.namespace),
    labels: (node) =>
      (source.annotationSelector === "" || annotations(metaMap(node, "annotations"))) &&
      (source.labelSelector === "" || labels(metaMap(node, "labels"))),
  };
}

/** The resources that a selector means, by their first or their current name and namespace. */
export function select(map: ResourceMap, source: Selector): Resource[] {
  const selector = compileSelector(source);
  return map.list.filter((resource) => {
    const now = currentId(resource);
    const first = resource.former.length === 0 ? now : originalId(resource);
    if (
      !selector.namespace(effectiveNamespace(first)) && !selector.namespace(effectiveNamespace(now))
    ) return false;
    if (!selector.name(first.name) && !selector.name(now.name)) return false;
    if (!selector.kind(gvkOfNode(resource.node))) return false;
    if (source.labelSelector !== "" || source.annotationSelector !== "") settle(resource);
    return selector.labels(resource.node!);
  });
}

/** A selector that fits everything. */
export const ANY: Selector = {
  group: "",
  version: "",
  kind: "",
  name: "",
  namespace: "",
  labelSelector: "",
  annotationSelector: "",
};
