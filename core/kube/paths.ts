import type { KubeObject, ObjectRef } from "contract";
import { type Resource, rootOf } from "./discovery.ts";

/** Where the objects of a kind stand: in one namespace, or, without one, in all of them. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = rootOf(resource.apiVersion);
  if (!resource.namespaced || namespace === undefined) return `${root}/${resource.name}`;
  return `${root}/namespaces/${segment(namespace)}/${resource.name}`;
}

/** Where one object stands. Throws where a namespaced kind comes without a namespace. */
export function objectPath(resource: Resource, ref: ObjectRef, subresource?: string): string {
  if (resource.namespaced && !ref.namespace) {
    throw new Error(`Cannot reach ${resource.kind} "${ref.name}": it has no namespace`);
  }
  const path = `${collectionPath(resource, ref.namespace)}/${segment(ref.name)}`;
  return subresource === undefined ? path : `${path}/${segment(subresource)}`;
}

/** The name of an object, without its contents. */
export function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

/** The API server refuses these itself, but `fetch` would resolve them before it is asked. */
function segment(name: string): string {
  if (name === "" || name === "." || name === "..") {
    throw new Error(`Cannot reach an object named ${JSON.stringify(name)}`);
  }
  return encodeURIComponent(name);
}
