import { KustomizeError, MalformedError } from "../errors.ts";
import { strategicMerge } from "../merge/strategic_merge.ts";
import type { Schema } from "../merge/schema.ts";
import type { Node } from "contract/yaml";
import { field, isNull, setText } from "../model/fields.ts";
import { hasInternal, hideInternal, showInternal } from "../model/internal_annotations.ts";
import { gvkOfNode, idKey, metaText } from "../model/ids.ts";
import { parseResources } from "../model/parse.ts";
import {
  copyResource,
  currentId,
  originalId,
  rememberId,
  type Resource,
  setGvk,
  setName,
  setNamespace,
  takeMetadata,
} from "../model/resource.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { type Loader, loadText } from "../source/loader.ts";
import type { Transform, TransformContext } from "./context.ts";

/** Applies a strategic merge patch: name, namespace and kind stay, unless the patch may change them. */
export function patchResource(resource: Resource, patch: Resource, schema: Schema): void {
  const node = resource.node!;
  const [name, namespace, kind] = [
    metaText(node, "name"),
    metaText(node, "namespace"),
    field(node, "kind")?.value ?? "",
  ];
  if (patch.allowNameChange || patch.allowKindChange) rememberId(resource);
  const exposed = replacesAnnotations(patch.node);
  if (exposed) showInternal(resource);
  resource.node = strategicMerge(node, patch.node, { schema }) === undefined ? undefined : node;
  if (resource.node === undefined || node.content.length === 0) return;
  if (exposed) hideInternal(resource);
  if (!patch.allowKindChange) setText(node, "kind", kind);
  if (!patch.allowNameChange) setName(node, name);
  setNamespace(node, namespace);
}

/** Whether a patch may take away annotations that it does not name. */
function replacesAnnotations(patch: Node | undefined): boolean {
  const [meta, annotations] = [
    field(patch, "metadata"),
    field(field(patch, "metadata"), "annotations"),
  ];
  const replaces = (node: Node | undefined) => field(node, "$patch") !== undefined;
  return isNull(meta) || replaces(patch) || replaces(meta) || replaces(annotations) ||
    annotations?.tag === "!!null" || hasInternal(patch);
}

/** Applies a patch to those that were selected; what it deletes is gone. */
export function patchSelected(
  map: ResourceMap,
  selected: readonly Resource[],
  patch: Resource,
  schema: Schema,
): void {
  const keys = new Set(selected.map((resource) => idKey(currentId(resource))));
  for (const resource of map.list) {
    if (resource.node === undefined || !keys.has(idKey(currentId(resource)))) continue;
    const copy = copyResource(patch);
    // Labels and annotations of the patch become strings here, null too: a known trait of upstream.
    takeMetadata(copy, patch);
    const kind = gvkOfNode(patch.node).kind;
    setGvk(copy.node!, gvkOfNode(resource.node));
    setText(copy.node!, "kind", kind);
    patchResource(resource, copy, schema);
  }
  const rest = map.list.filter(({ node }) => node !== undefined && node.content.length > 0);
  map.reset([]);
  map.appendAll(rest);
}

/** `patchesStrategicMerge`: each entry is a patch or the path of one, and must have a target. */
export function strategicPatches(
  paths: readonly string[],
  inline: string,
  context: TransformContext,
): Transform {
  if (paths.length === 0 && inline === "") {
    throw new KustomizeError("empty file path and empty patch content");
  }
  const patches = paths.flatMap((path) => readPatch(path, context.loader));
  if (inline !== "") patches.push(...parseResources(inline));
  if (patches.length === 0) {
    throw new KustomizeError(
      `patch appears to be empty; files=[${paths.join(" ")}], Patch=${inline}`,
    );
  }
  return (map) => {
    for (const patch of patches) {
      patchSelected(map, [map.byAnyId(originalId(patch))], patch, context.schema());
    }
  };
}

function readPatch(text: string, loader: Loader): Resource[] {
  try {
    return parseResources(text);
  } catch {
    const content = loadText(loader, text);
    return inFile(text, () => parseResources(content));
  }
}

/** Says in which file a text is malformed. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new MalformedError(`${error.message} in File: ${path}`, { cause: error });
  }
}
