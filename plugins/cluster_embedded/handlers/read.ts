import type { Api } from "../api.ts";
import { gone, notFound } from "../errors/api_error.ts";
import type { RequestContext } from "../http/context.ts";
import { integerParameter } from "../http/options.ts";
import type { Tree } from "../json/tree.ts";
import { served } from "../registry/convert.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { fieldSelector } from "../registry/field_selector.ts";
import { parseLabelSelector } from "../store/selector.ts";
import { metaOf } from "../registry/convert.ts";
import { named } from "./resource_names.ts";
import { continueToken, readPosition } from "./list_position.ts";

/** Which objects of a resource a request means. */
export type ObjectTest = (object: Tree) => boolean;

/** The object of a name, as the resource serves it. Throws 404. */
export function getObject(api: Api, resource: Resource, namespace: string, name: string): Tree {
  const key = keyOf(resource.namespaced ? namespace : "", name);
  const object = api.store.bucket(resource.bucket).objects.get(key);
  if (object === undefined) throw notFound(named(resource), name);
  return served(resource, object);
}

/** The test of label and field selectors; undefined where all objects are meant. Throws 400. */
export function selectorOf(resource: Resource, query: URLSearchParams): ObjectTest | undefined {
  const labels = query.get("labelSelector"), fields = query.get("fieldSelector");
  const byLabel = labels === null || labels === "" ? undefined : parseLabelSelector(labels);
  const byField = fields === null || fields === "" ? undefined : fieldSelector(resource, fields);
  if (byLabel === undefined) return byField;
  const byLabels = (object: Tree) => byLabel((metaOf(object).labels ?? {}) as Tree);
  return byField === undefined ? byLabels : (object) => byLabels(object) && byField(object);
}

/** A page of a list. */
export interface Page {
  readonly items: readonly Tree[];
  readonly revision: number;
  readonly next?: string;
  readonly remaining?: number;
}

/** Lists what the request asks for. Throws 400, 410 or 422. */
export function listObjects(
  api: Api,
  resource: Resource,
  namespace: string,
  context: RequestContext,
): Page {
  const { query } = context;
  integerParameter(query, "timeoutSeconds");
  const asked = Math.max(0, integerParameter(query, "limit") ?? 0);
  // Whatever the cache has is good enough, and it gives no pages.
  const limit = query.get("resourceVersion") === "0" ? 0 : asked;
  const test = selectorOf(resource, query);
  const position = readPosition(api, query);
  const bucket = api.store.bucket(resource.bucket);
  const all = position === undefined
    ? bucket.keys().map((key) => [key, bucket.objects.get(key)!] as [string, Tree])
    : bucket.at(position.revision);
  if (all === undefined) {
    throw gone(
      position!.after === ""
        ? "The resourceVersion for the provided list is too old."
        : "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
    );
  }
  const prefix = resource.namespaced && namespace !== "" ? `${namespace}/` : "";
  const mine = all.filter(([key]) => key.startsWith(prefix) && key > (position?.after ?? ""));
  return page(resource, mine, test, limit, position?.revision ?? api.store.revision);
}

function page(
  resource: Resource,
  entries: [string, Tree][],
  test: ObjectTest | undefined,
  limit: number,
  revision: number,
): Page {
  const items: Tree[] = [];
  for (let i = 0; i < entries.length; i++) {
    const [key, object] = entries[i]!;
    if (test !== undefined && !test(object)) continue;
    items.push(served(resource, object));
    if (limit === 0 || items.length < limit || i === entries.length - 1) continue;
    const rest = entries.length - i - 1;
    const next = continueToken({ revision, after: key });
    return { items, revision, next, ...(test === undefined ? { remaining: rest } : {}) };
  }
  return { items, revision };
}
