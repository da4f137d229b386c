import type { Api } from "../api.ts";
import { ApiError, internal } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { type Form, isObjectForm, negotiate } from "../http/negotiate.ts";
import type { Tree } from "../json/tree.ts";
import { makeTable, tableOptions } from "../printers/table.ts";
import { type Resource } from "../registry/resource.ts";
import type { Show } from "./watch.ts";

/** The form that a request wants. Throws 406. */
export function formOf(context: RequestContext, resource?: Resource): Form {
  const streams = context.info.verb === "list" || context.info.verb === "watch";
  const router = resource?.custom === undefined;
  return negotiate(context.headers.get("accept"), isObjectForm, { streams, router });
}

/** Answers with one object in the form that was asked for. */
export function respondObject(
  api: Api,
  context: RequestContext,
  resource: Resource,
  object: Tree,
  status: number,
): Answer {
  const form = formOf(context);
  if (form.as === undefined) return { status, body: object, ...media(form) };
  const version = `meta.k8s.io/${form.as.version}`;
  if (form.as.kind === "Table") {
    return {
      status,
      body: makeTable(api, resource, [object], tableOptions(context), version),
      ...media(form),
    };
  }
  if (form.as.kind === "PartialObjectMetadataList") {
    if (resource.custom !== undefined) throw internal("content is not a list");
    throw new ApiError(
      406,
      "NotAcceptable",
      `you requested PartialObjectMetadataList, but the requested object is not a list (${
        goName(resource)
      })`,
    );
  }
  return { status, body: partial(object, version), ...media(form) };
}

export function goName(resource: Resource): string {
  if (resource.custom !== undefined) return "*unstructured.Unstructured";
  const group = resource.group === "" ? "core" : resource.group.split(".")[0];
  return `*${group}.${resource.kind}`;
}

export function media(form: Form): { type?: string } {
  return form.media === "yaml" ? { type: "application/yaml" } : {};
}

export function partial(object: Tree, version: string): Tree {
  return { kind: "PartialObjectMetadata", apiVersion: version, metadata: object.metadata };
}

/** How a watch shows objects, where it does not show them as they are. Throws 406. */
export function showFor(api: Api, context: RequestContext, resource: Resource): Show | undefined {
  const { as } = formOf(context);
  if (as === undefined) return undefined;
  const version = `meta.k8s.io/${as.version}`;
  if (as.kind === "Table") {
    const options = tableOptions(context);
    return (object, first) => makeTable(api, resource, [object], options, version, first);
  }
  return (object) => partial(object, version);
}
