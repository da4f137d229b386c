import { decodeJson, encodeJson, Kind, parseNode, yamlToJson } from "contract/yaml";
import { KustomizeError, prefixed } from "../errors.ts";
import { hideInternal, showInternal } from "../model/internal_annotations.ts";
import { nodeText } from "../model/fields.ts";
import { objectValue } from "../model/output.ts";
import { type Resource, setMetaMap } from "../model/resource.ts";
import { metaMap } from "../model/ids.ts";
import { select, type Selector } from "../model/selector.ts";
import { nodeFromValue } from "../model/values.ts";
import { loadText } from "../source/loader.ts";
import { FullBuildNeeded } from "../target/stubs.ts";
import type { Transform, TransformContext } from "./context.ts";
import { applyJsonPatch, parseJsonPatch } from "./json_patch.ts";

type Operations = ReturnType<typeof parseJsonPatch>;

/** Applies a JSON patch to a resource: everything in it goes through JSON, whose numbers are float64. */
export function patchWithJson(resource: Resource, operations: Operations): void {
  if (resource.isStub) return requireBody(operations);
  const { former, prefixes, suffixes, behavior, needsHash } = resource;
  const node = resource.node!;
  showInternal(resource);
  const document = decodeJson(encodeJson(objectValue(node)));
  const patched = applyJsonPatch(document, operations);
  if (!(patched instanceof Map)) {
    throw new KustomizeError(
      "json: cannot unmarshal array into Go value of type map[string]interface {}",
    );
  }
  const made = nodeFromValue(patched);
  // Its lines are part of the hash of what is made.
  const result = needsHash ? parseNode(nodeText(made)) ?? made : made;
  if (result.content.length === 0) result.kind = Kind.mapping;
  Object.assign(node, result);
  hideInternal(resource);
  Object.assign(resource, { former, prefixes, suffixes, behavior, needsHash });
  setMetaMap(resource.node!, "annotations", metaMap(resource.node, "annotations"));
}

/** Stubs are patched by what touches nothing but their body: that is, not at all. */
function requireBody(operations: Operations): void {
  const inBody = (path: unknown) =>
    typeof path === "string" && /^\/(?!metadata|kind|apiVersion)./.test(path);
  for (const operation of operations) {
    const from = operation.get("from");
    if (!inBody(operation.get("path")) || !(from === undefined || inBody(from))) {
      throw new FullBuildNeeded();
    }
  }
}

/** `patchesJson6902`: a JSON patch for the resources of a target. */
export function json6902Transform(
  settings: { target: Selector | undefined; path: string; jsonOp: string },
  { loader }: TransformContext,
): Transform {
  const { target, path } = settings;
  if (target === undefined || target.name === "") {
    throw new KustomizeError("must specify the target name");
  }
  let text = settings.jsonOp;
  if (path === "" && text === "") throw new KustomizeError("empty file path and empty jsonOp");
  if (path !== "") {
    if (text !== "") throw new KustomizeError("must specify a file path or jsonOp, not both");
    text = loadText(loader, path);
    if (text === "") throw new KustomizeError(`patch file '${path}' empty seems to be empty`);
  }
  if (!text.startsWith("[")) text = yamlToJson(text);
  const operations = prefixed(() => `decoding ${text}`, () => parseJsonPatch(text));
  if (operations.length === 0) {
    throw new KustomizeError(`patch appears to be empty; file=${path}, JsonOp=${text}`);
  }
  return (map) => {
    for (const resource of select(map, target)) patchWithJson(resource, operations);
    map.touch();
  };
}
