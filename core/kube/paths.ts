import { ApiError } from "./api_error.ts";
import type { ObjectRef } from "contract";
import { type Resource, rootOf } from "./discovery.ts";

/** Where the objects of a kind stand: in one namespace, or, without one, in all of them. */
export function collectionPath({ apiVersion, name, namespaced }: Resource, namespace?: string) {
  const root = rootOf(apiVersion);
  if (!namespaced || namespace === undefined) return `${root}/${name}`;
  return `${root}/namespaces/${segment(namespace)}/${name}`;
}

/** Where one object stands. Throws where a namespaced kind comes without a namespace. */
export function objectPath(resource: Resource, ref: ObjectRef, subresource?: string): string {
  if (resource.namespaced && !ref.namespace) {
    throw new ApiError(404, "NotFound", "the server could not find the requested resource");
  }
  const path = `${collectionPath(resource, ref.namespace)}/${segment(ref.name)}`;
  return subresource === undefined ? path : `${path}/${segment(subresource)}`;
}

/** The API server refuses these itself, but `fetch` would resolve them before it is asked. */
function segment(name: string): string {
  if (name === "" || name === "." || name === "..") {
    throw new Error(`Cannot reach an object named ${JSON.stringify(name)}`);
  }
  return encodeURIComponent(name);
}
