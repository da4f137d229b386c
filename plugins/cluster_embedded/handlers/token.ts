import type { Api } from "../api.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { badRequest, invalid, notFound } from "../errors/api_error.ts";
import { invalidValue } from "../errors/field_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt } from "../json/tree.ts";
import type { Resource } from "../registry/resource.ts";
import { timestamp } from "../api.ts";
import { defaultAudience } from "../auth/tokens.ts";
import { getObject } from "./read.ts";
import { tokensOf } from "../auth/tokens.ts";
import { receiveBody } from "../http/receive.ts";
import { readObject } from "../registry/read_object.ts";
import { builtinNode } from "../types/builtin.ts";
import { media } from "./respond.ts";
import { reviewForm } from "./virtual.ts";
import { writeFor } from "./write_for.ts";

const hour = 3600, shortest = 600, longest = 2 ** 32;

const boundKinds: Readonly<Record<string, string>> = {
  ...{ Pod: "pods", Secret: "secrets", Node: "nodes" },
};

/** What is sent to a ServiceAccount's token. */
function tokenRequest(resource: Resource): Resource {
  const node = builtinNode("io.k8s.api.authentication.v1.TokenRequest");
  const strategy = { ...resource.strategy };
  delete strategy.applyDefaults;
  return {
    ...resource,
    ...{ group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", node, strategy },
  };
}

/** The object that a token is bound to must be there. */
function checkBound(api: Api, namespace: string, reference: unknown): void {
  if (!isTree(reference)) return;
  const kind = textAt(reference, "kind"), plural = boundKinds[kind];
  if (plural === undefined) {
    const [version = "", group = ""] = textAt(reference, "apiVersion").split("/").reverse();
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const name = textAt(reference, "name");
  const key = plural === "nodes" ? name : `${namespace}/${name}`;
  if (!api.store.bucket(`/${plural}`).objects.has(key)) {
    throw notFound({ group: "", name: plural }, name);
  }
}

/** POST of a TokenRequest for a ServiceAccount. Throws ApiError. */
export async function serveToken(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info } = context;
  const form = reviewForm(context);
  const request = readObject(
    writeFor(api, tokenRequest(resource), context, "token", "CreateOptions"),
    await receiveBody(context, "TokenRequest"),
  );
  const account = getObject(api, resource, info.namespace, info.name);
  const spec = treeAt(request, "spec"), given = textAt(request, "metadata", "name");
  if (given !== "" && given !== info.name) {
    const detail = "must match the service account name if specified";
    throw invalid({ group: "authentication.k8s.io", name: "TokenRequest" }, info.name, [
      invalidValue("metadata.name", given, detail),
    ]);
  }
  checkBound(api, info.namespace, spec.boundObjectRef);
  const asked = listAt(spec, "audiences").map(String);
  const audiences = asked.length > 0 ? asked : [defaultAudience];
  const seconds = typeof spec.expirationSeconds === "number" ? spec.expirationSeconds : hour;
  if (seconds < shortest || seconds > longest) {
    const detail = seconds < shortest
      ? "may not specify a duration less than 10 minutes"
      : "may not specify a duration larger than 2^32 seconds";
    throw invalid({ group: "authentication.k8s.io", name: "TokenRequest" }, "", [
      invalidValue("spec.expirationSeconds", seconds, detail),
    ]);
  }
  const now = api.now();
  const token = await tokensOf(api).issue({
    namespace: info.namespace,
    name: info.name,
    uid: textAt(account, "metadata", "uid"),
    audiences,
    seconds,
    now,
  });
  const answer: Tree = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: {
      name: info.name,
      namespace: info.namespace,
      uid: textAt(account, "metadata", "uid"),
      creationTimestamp: timestamp(now),
    },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp(new Date(now.getTime() + seconds * 1000)) },
  };
  return { status: 201, body: answer, ...media(form) };
}
