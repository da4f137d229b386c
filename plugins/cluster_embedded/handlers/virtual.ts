import type { Api } from "../api.ts";
import type { Users } from "../auth/authenticate.ts";
import { methodNotAllowed, noSuchResource } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { treeAt } from "../json/tree.ts";
import { deprecations } from "../validation/warnings.ts";
import { readObject } from "../registry/read_object.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { type Form, isObjectForm, negotiate } from "../http/negotiate.ts";
import { media } from "./respond.ts";
import { writeFor } from "./write_for.ts";
import { reviewMetadata, reviews } from "./reviews.ts";
import { receiveBody } from "../http/receive.ts";

/** Serves resources that are only asked, never kept; undefined where the resource is none. Throws ApiError. */
export async function serveVirtual(
  api: Api,
  resource: Resource,
  context: RequestContext,
  users: Users,
): Promise<Answer | undefined> {
  const { info } = context;
  if (resource.plural === "componentstatuses") return componentStatuses(context);
  const review = reviews[resource.plural];
  if (review === undefined) return undefined;
  if (info.name !== "") throw noSuchResource();
  if (info.verb !== "create") throw methodNotAllowed();
  const form = reviewForm(context);
  const write = writeFor(api, resource, context, "", "CreateOptions");
  const object = readObject(write, await receiveBody(context, resource.kind));
  const status = await review(api, treeAt(object, "spec"), context, users);
  // The server does not repeat whose rules were asked for.
  const spec = resource.plural === "selfsubjectrulesreviews" ? {} : object.spec;
  const body = {
    kind: resource.kind,
    apiVersion: groupVersion(resource),
    metadata: reviewMetadata(api, resource.plural, resource.namespaced ? info.namespace : ""),
    ...(spec === undefined ? {} : { spec }),
    status,
  };
  return { status: 201, body, ...media(form) };
}

/** Reviews have no table. Throws 406. */
export function reviewForm(context: RequestContext): Form {
  return negotiate(
    context.headers.get("accept"),
    (as) => isObjectForm(as) && as.kind !== "Table",
  );
}

function componentStatuses(context: RequestContext): Answer {
  if (context.info.verb !== "list") throw noSuchResource();
  context.warnings.push(deprecations["/componentstatuses"]!);
  return {
    status: 200,
    body: { kind: "ComponentStatusList", apiVersion: "v1", metadata: {}, items: [] },
  };
}
