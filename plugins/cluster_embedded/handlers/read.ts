import type { Api } from "../api.ts";
import { badRequest, gone, internal, invalid, notFound } from "../errors/api_error.ts";
import { type FieldError, forbidden, invalidValue, unsupported } from "../errors/field_error.ts";
import type { RequestContext } from "../http/context.ts";
import { integerParameter } from "../http/options.ts";
import type { Tree } from "../json/tree.ts";
import { served } from "../registry/convert.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { fieldSelector } from "../registry/field_selector.ts";
import { parseLabelSelector } from "../store/selector.ts";
import { metaOf } from "../registry/convert.ts";
import { named } from "./write.ts";

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

interface Position {
  readonly revision: number;
  /** The last key that was given. */
  readonly after: string;
}

/** Lists what the request asks for. Throws 400, 410 or 422. */
export function listObjects(
  api: Api,
  resource: Resource,
  namespace: string,
  context: RequestContext,
): Page {
  const { query } = context;
  const asked = Math.max(0, integerParameter(query, "limit") ?? 0);
  // Whatever the cache has is good enough, and it gives no pages.
  const limit = query.get("resourceVersion") === "0" ? 0 : asked;
  integerParameter(query, "timeoutSeconds");
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
    const next = btoa(JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start: key }))
      .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    return { items, revision, next, ...(test === undefined ? { remaining: rest } : {}) };
  }
  return { items, revision };
}

/** Where a list begins: a continue token, or an exact version. Throws 400 or 422. */
function readPosition(api: Api, query: URLSearchParams): Position | undefined {
  const token = query.get("continue") ?? "", version = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  checkMatch(query, token, version, match);
  if (token !== "") {
    if (version !== "" && version !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    return readToken(token);
  }
  if (version === "" || version === "0") return undefined;
  if (!/^\d+$/.test(version)) {
    throw internal(
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${
        JSON.stringify(version)
      }: invalid syntax`,
    );
  }
  const revision = Number(version);
  if (revision > api.store.revision) throw tooLarge(revision, api.store.revision);
  if (match === "Exact" || (match === "" && query.has("limit") && Number(query.get("limit")) > 0)) {
    return { revision, after: "" };
  }
  return undefined;
}

function checkMatch(query: URLSearchParams, token: string, version: string, match: string): void {
  const errors: FieldError[] = [], field = "resourceVersionMatch";
  if (query.has("sendInitialEvents")) {
    errors.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  if (match !== "") {
    if (version === "") {
      errors.push(
        forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"),
      );
    }
    if (token !== "") {
      errors.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (match !== "Exact" && match !== "NotOlderThan") {
      errors.push(unsupported(field, match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && version === "0") {
      errors.push(
        forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
    }
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", name: "ListOptions" }, "", errors);
}

function readToken(token: string): Position {
  let text: string;
  try {
    text = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw badRequest("continue key is not valid: illegal base64 data");
  }
  try {
    const { rv, start } = JSON.parse(text);
    if (typeof rv === "number" && typeof start === "string") return { revision: rv, after: start };
  } catch { /* said below */ }
  const code = text.charCodeAt(0);
  const shown = code < 32 || code > 126 ? `\\u${code.toString(16).padStart(4, "0")}` : text[0];
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`,
  );
}

/** 504: a version that is not there yet. */
function tooLarge(asked: number, current: number) {
  const error = invalidValue("", asked);
  return new TooLarge(`Too large resource version: ${asked}, current: ${current}`, error);
}

import { ApiError } from "../errors/api_error.ts";

class TooLarge extends ApiError {
  constructor(message: string, _cause: FieldError) {
    super(504, "Timeout", message, {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    }, { "Retry-After": "1" });
  }
}
