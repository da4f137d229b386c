import { type Api, timestamp } from "../api.ts";
import { badRequest, conflict, invalid } from "../errors/api_error.ts";
import { required, unsupported } from "../errors/field_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { receiveBody } from "../http/receive.ts";
import { textAt, treeAt, treesAt } from "../json/tree.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { stored } from "../registry/stored.ts";
import { getObject } from "./read.ts";
import { writeFor } from "./write_for.ts";

/** POST of a Binding: what a scheduler does. Throws 409 where the Pod has a node. */
export async function serveBinding(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { namespace, name } = context.info;
  const { options } = writeFor(api, resource, context, "binding", "CreateOptions");
  const target = treeAt((await receiveBody(context, "Binding")).value, "target");
  const kind = textAt(target, "kind"), node = textAt(target, "name");
  const errors = [
    ...kind === "" || kind === "Node"
      ? []
      : [unsupported("target.kind", kind, ["Node", "<empty>"])],
    ...node === "" ? [required("target.name")] : [],
  ];
  if (errors.length > 0) throw invalid({ group: "", name: "Binding" }, name, errors);
  const pod = getObject(api, resource, namespace, name), before = textAt(pod, "spec", "nodeName");
  if (before !== "") {
    const message = `pod ${name} is already assigned to node ${JSON.stringify(before)}`;
    throw conflict({ group: "", name: "pods/binding" }, name, message);
  }
  if (!options.dryRun) {
    const status = treeAt(pod, "status"), lastTransitionTime = timestamp(api.now());
    const conditions = treesAt(status, "conditions").filter(({ type }) => type !== "PodScheduled");
    conditions.push({
      type: "PodScheduled",
      status: "True",
      lastProbeTime: null,
      lastTransitionTime,
    });
    const spec = { ...treeAt(pod, "spec"), nodeName: node };
    const next = { ...pod, spec, status: { ...status, conditions } };
    api.store.put(resource.bucket, keyOf(namespace, name), stored(resource, next));
  }
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return { status: 201, body };
}

/** GET of a Pod's log: nothing runs here, so it is empty. */
export function serveLog(api: Api, resource: Resource, context: RequestContext): Promise<Answer> {
  const pod = getObject(api, resource, context.info.namespace, context.info.name);
  const bare = textAt(pod, "spec", "nodeName") === "";
  return Promise.resolve({ status: bare ? 204 : 200, body: "", type: "text/plain", bare });
}

/** A connection into a Pod: there is nothing that could take it. Throws 400. */
export function refuseConnection(
  api: Api,
  resource: Resource,
  { info }: RequestContext,
): Promise<Answer> {
  getObject(api, resource, info.namespace, info.name);
  throw badRequest(`pod ${info.name} does not have a host assigned`);
}
