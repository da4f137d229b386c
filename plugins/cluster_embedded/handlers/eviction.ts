import type { Api } from "../api.ts";
import { writeOptions } from "../http/options.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import type { Resource } from "../registry/resource.ts";
import { deleteObject } from "./delete.ts";

/** POST of an Eviction: the Pod is deleted. */
export async function serveEviction(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info, user, warnings } = context;
  const { dryRun } = writeOptions(context.query, "CreateOptions");
  await deleteObject(api, resource, info.namespace, info.name, { dryRun }, user, warnings);
  return {
    status: 201,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
  };
}
