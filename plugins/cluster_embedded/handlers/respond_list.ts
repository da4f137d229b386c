import type { Api } from "../api.ts";
import { ApiError } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { type Form } from "../http/negotiate.ts";
import type { Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { makeTable, tableOptions } from "../printers/table.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { bare } from "./delete_collection.ts";
import type { Page } from "./read.ts";
import { formOf, goName, media, partial } from "./respond.ts";

function listMeta(page: Page, custom: boolean): Tree {
  return {
    ...(custom ? { continue: "" } : {}),
    resourceVersion: String(page.revision),
    ...(page.next === undefined ? {} : { continue: page.next }),
    ...(page.remaining === undefined || page.remaining === 0
      ? {}
      : { remainingItemCount: page.remaining }),
  };
}

/** Answers with a list in the form that was asked for. */
export function respondPage(
  api: Api,
  context: RequestContext,
  resource: Resource,
  page: Page,
): Answer {
  const form = formOf(context),
    metadata = listMeta(page, resource.custom !== undefined && form.as === undefined);
  if (form.as === undefined) return respondList(resource, page, metadata, form);
  const apiVersion = `meta.k8s.io/${form.as.version}`;
  if (form.as.kind === "Table") {
    const table = makeTable(api, resource, page.items, tableOptions(context), apiVersion);
    return { status: 200, body: { ...table, metadata }, ...media(form) };
  }
  if (form.as.kind === "PartialObjectMetadata") {
    throw new ApiError(
      406,
      "NotAcceptable",
      `you requested PartialObjectMetadata, but the requested object is a list (${
        goName(resource)
      }List)`,
    );
  }
  const items = page.items.map((item) => partial(item, apiVersion));
  return {
    status: 200,
    body: {
      kind: "PartialObjectMetadataList",
      apiVersion,
      metadata,
      items: items.length > 0 ? items : null,
    },
    ...media(form),
  };
}

const texts = new WeakMap<Tree, string>();

/** The JSON of a list's item, made once for each state of the object. */
function itemText(resource: Resource, item: Tree): string {
  if (resource.custom !== undefined) return writeJson(item);
  let text = texts.get(item);
  if (text === undefined) texts.set(item, text = writeJson(bare(item)));
  return text;
}

function respondList(resource: Resource, page: Page, metadata: Tree, form: Form): Answer {
  const head = { kind: resource.listKind, apiVersion: groupVersion(resource), metadata };
  if (form.media === "yaml") {
    const items = resource.custom === undefined ? page.items.map(bare) : page.items;
    return { status: 200, body: { ...head, items }, ...media(form) };
  }
  const items = page.items.map((item) => itemText(resource, item)).join(",");
  return { status: 200, json: `${writeJson(head).slice(0, -1)},"items":[${items}]}` };
}
