import type { Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { served } from "../registry/convert.ts";
import { type Resource } from "../registry/resource.ts";
import type { StoreEvent } from "../store/bucket.ts";

export function withVersion(object: Tree, revision: number): Tree {
  return {
    ...object,
    metadata: { ...(object.metadata as Tree), resourceVersion: String(revision) },
  };
}

const encoder = new TextEncoder();
const encoded = new WeakMap<StoreEvent, Map<string, Uint8Array>>();

/** An event as bytes, made once for all watches of one resource. */
export function encodedEvent(resource: Resource, type: string, event: StoreEvent): Uint8Array {
  let forms = encoded.get(event);
  if (forms === undefined) encoded.set(event, forms = new Map());
  const key = `${type} ${resource.group}/${resource.version}`;
  let bytes = forms.get(key);
  if (bytes === undefined) {
    bytes = encoder.encode(`${writeJson({ type, object: served(resource, event.object) })}\n`);
    forms.set(key, bytes);
  }
  return bytes;
}
