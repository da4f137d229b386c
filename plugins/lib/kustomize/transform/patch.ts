import type { Patch } from "../config/types.ts";
import { KustomizeError, prefixed, quoted, textOf, withPrefix } from "../errors.ts";
import { idText, metaMap } from "../model/ids.ts";
import { parseResources } from "../model/parse.ts";
import { originalId, rememberId, type Resource, setMetaMap } from "../model/resource.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { select, type Selector } from "../model/selector.ts";
import { loadText } from "../source/loader.ts";
import type { Transform, TransformContext } from "./context.ts";
import { parseJsonPatch } from "./json_patch.ts";
import { patchWithJson } from "./json_patches.ts";
import { patchResource, patchSelected } from "./strategic_patch.ts";

type Result<T> = { readonly value: T } | { readonly error: unknown };

function attempt<T>(action: () => T): Result<T> {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}

/** `patches`: the text is a strategic merge patch or a JSON patch, whatever it reads as. */
export function patchTransform(patch: Patch, config: string, context: TransformContext): Transform {
  const { text, source } = patchText(patch, config, context);
  const strategic = attempt(() => parseResources(text));
  const json = attempt(() => parseJsonPatch(text));
  if (
    "value" in strategic && "value" in json && strategic.value.length > 0 && json.value.length > 0
  ) {
    throw new KustomizeError(`illegally qualifies as both an SM and JSON patch: ${source}`);
  }
  if ("value" in strategic) {
    for (const one of strategic.value) {
      one.allowNameChange = patch.options?.allowNameChange ?? false;
      one.allowKindChange = patch.options?.allowKindChange ?? false;
      // Upstream notes this in the patch's annotations, which so become strings; a null is gone then.
      if (one.allowNameChange || one.allowKindChange) {
        setMetaMap(one.node!, "annotations", metaMap(one.node, "annotations"));
      }
    }
    if (strategic.value.length === 0) return () => {};
    return (map) => applyStrategic(map, strategic.value, patch.target, source, context);
  }
  if ("error" in json) {
    throw new KustomizeError(`unable to parse SM or JSON patch from ${source}`);
  }
  return (map) => {
    if (patch.target === undefined) {
      throw new KustomizeError(`must specify a target for JSON patch ${source}`);
    }
    for (const resource of select(map, patch.target)) {
      rememberId(resource);
      patchWithJson(resource, json.value);
    }
    map.touch();
  };
}

function patchText({ patch, path }: Patch, config: string, { loader }: TransformContext) {
  const text = patch.trim();
  if (text === "" && path === "") {
    throw new KustomizeError(`must specify one of patch and path in\n${config}`);
  }
  if (text !== "" && path !== "") {
    throw new KustomizeError(`patch and path can't be set at the same time\n${config}`);
  }
  if (text !== "") return { text, source: `[patch: ${quoted(text)}]` };
  try {
    return { text: loadText(loader, path), source: `[path: ${quoted(path)}]` };
  } catch (error) {
    throw withPrefix(error, `failed to get the patch file from path(${path})`);
  }
}

function applyStrategic(
  map: ResourceMap,
  patches: readonly Resource[],
  target: Selector | undefined,
  source: string,
  context: TransformContext,
): void {
  if (target !== undefined) {
    if (patches.length > 1) {
      throw new KustomizeError(
        `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
      );
    }
    const selected = prefixed(
      () => `unable to find patch target ${quoted(selectorText(target))} in \`resources\``,
      () => select(map, target),
    );
    return patchSelected(map, selected, patches[0]!, context.schema());
  }
  for (const patch of patches) patchOne(map, patch, context);
}

function patchOne(map: ResourceMap, patch: Resource, context: TransformContext): void {
  const id = originalId(patch);
  let found: Resource;
  try {
    found = map.byAnyId(id);
  } catch (error) {
    throw new KustomizeError(
      `no resource matches strategic merge patch ${quoted(idText(id))}: ${textOf(error)}`,
      { cause: error },
    );
  }
  patchResource(found, patch, context.schema());
  const renamed = patch.allowNameChange || patch.allowKindChange;
  if (renamed || found.node === undefined || found.node.content.length === 0) map.touch();
}

/** A selector as it is written in messages. */
export function selectorText(selector: Selector): string {
  return `${idText(selector)}:a=${selector.annotationSelector}:l=${selector.labelSelector}`;
}
