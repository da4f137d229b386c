import type { Api } from "../api.ts";
import { ApiError } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { textAt, type Tree } from "../json/tree.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { deleteObject } from "./delete.ts";
import { deleteOptions } from "./delete_options.ts";
import { listObjects } from "./read.ts";

/** Deletes what a list would give; answers that list. Throws ApiError. */
export async function deleteCollection(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const options = await deleteOptions(context);
  const { info } = context;
  const page = listObjects(api, resource, info.namespace, context);
  const items: Tree[] = [];
  for (const item of page.items) {
    const namespace = textAt(item, "metadata", "namespace"),
      name = textAt(item, "metadata", "name");
    try {
      await deleteObject(api, resource, namespace, name, options, context.user, context.warnings);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
    items.push(item);
  }
  const body = {
    kind: resource.listKind,
    apiVersion: groupVersion(resource),
    metadata: { resourceVersion: String(page.revision) },
    items: resource.custom === undefined ? items.map(bare) : items,
  };
  return { status: 200, body };
}

/** An item of a list of built-in objects: without kind and version. */
export function bare(object: Tree): Tree {
  const { kind: _kind, apiVersion: _version, ...rest } = object;
  return rest;
}
