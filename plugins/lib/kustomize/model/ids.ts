import type { Node } from "contract/yaml";
import { scopes } from "../tables/merge_keys.ts";
import { field, isEmpty, valueOf } from "./fields.ts";

/** Group, version and kind; an empty part is unknown, or in a selector any. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What names a resource. */
export interface ResId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

/** What stands for the namespace of what has none. */
export const NO_NAMESPACE = "_non_namespaceable_";

/** `apps/v1` as group and version. */
export function parseApiVersion(text: string): [group: string, version: string] {
  const slash = text.indexOf("/");
  return slash < 0 ? ["", text] : [text.slice(0, slash), text.slice(slash + 1)];
}

/** Group and version as one text. */
export function apiVersionOf({ group, version }: Gvk): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Whether a kind is known to have no namespaces; unknown kinds count as having them. */
export function isClusterScoped(gvk: Gvk): boolean {
  return scopes.get(`${apiVersionOf(gvk)} ${gvk.kind}`) === false;
}

/** Whether it is known if the kind of an object has namespaces. */
export function isKnownKind(node: Node | undefined): boolean {
  const gvk = gvkOfNode(node);
  return scopes.has(`${apiVersionOf(gvk)} ${gvk.kind}`);
}

/** The namespace that counts: empty is `default`, and cluster-scoped kinds share one of their own. */
export function effectiveNamespace(id: ResId): string {
  if (isClusterScoped(id)) return NO_NAMESPACE;
  return id.namespace === "" ? "default" : id.namespace;
}

/** Equal for ids that name the same resource. */
export function idKey(id: ResId): string {
  return `${id.group}\t${id.version}\t${id.kind}\t${id.name}\t${effectiveNamespace(id)}`;
}

/** Kind, version and group as they are written in messages. */
export function gvkText({ group, version, kind }: Gvk): string {
  return `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;
}

/** An id as it is written in messages. */
export function idText(id: ResId): string {
  return `${gvkText(id)}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;
}

/** Whether the non-empty parts of `selector` are equal to those of `gvk`. */
export function isSelected(gvk: Gvk, selector: Gvk): boolean {
  return (selector.group === "" || selector.group === gvk.group) &&
    (selector.version === "" || selector.version === gvk.version) &&
    (selector.kind === "" || selector.kind === gvk.kind);
}

/** Every kind met lately, by apiVersion and kind: a build asks for them time and again. */
const met = new Map<string, Map<string, Gvk>>();
const kindsMet = 1000;

/** Group, version and kind of an object: the same one for all objects of a kind, mostly. */
export function gvkOfNode(node: Node | undefined): Gvk {
  const apiVersion = field(node, "apiVersion")?.value ?? "";
  const kind = field(node, "kind")?.value ?? "";
  const known = met.get(apiVersion)?.get(kind);
  if (known) return known;
  if (met.size >= kindsMet) met.clear();
  const kinds = met.get(apiVersion) ?? new Map<string, Gvk>();
  if (kinds.size >= kindsMet) kinds.clear();
  met.set(apiVersion, kinds);
  const [group, version] = parseApiVersion(apiVersion);
  const gvk = Object.freeze({ group, version, kind });
  kinds.set(kind, gvk);
  return gvk;
}

/** A text field of an object's metadata; empty where it is missing. */
export function metaText(node: Node | undefined, name: string): string {
  const found = field(metadata(node), name);
  return isEmpty(found) ? "" : found!.value;
}

/** The metadata of an object; undefined where there is none in it. */
export function metadata(node: Node | undefined): Node | undefined {
  const found = field(node, "metadata");
  return isEmpty(found) ? undefined : found;
}

/** The id that an object has now. */
export function idOfNode(node: Node | undefined): ResId {
  return {
    ...gvkOfNode(node),
    name: metaText(node, "name"),
    namespace: metaText(node, "namespace"),
  };
}

/** Labels or annotations of an object, as texts. */
export function metaMap(
  node: Node | undefined,
  name: "labels" | "annotations",
): Map<string, string> {
  const found = field(metadata(node), name);
  const result = new Map<string, string>();
  if (found === undefined) return result;
  for (let i = 0; i + 1 < found.content.length; i += 2) {
    result.set(found.content[i]!.value, found.content[i + 1]!.value);
  }
  return result;
}

/** Whether `kind` and a name are there; kinds that end in List need no name. Gives what is missing. */
export function missingMeta(node: Node): "kind" | "metadata.name" | undefined {
  const kind = valueOf(field(node, "kind"));
  if (kind === "") return "kind";
  return kind.endsWith("List") || metaText(node, "name") !== "" ? undefined : "metadata.name";
}
