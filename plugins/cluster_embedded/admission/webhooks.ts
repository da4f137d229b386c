import type { AdmissionRequest, Api } from "../api.ts";
import { ApiError, internalError, messageOf } from "../errors/api_error.ts";
import { isTree, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { jsonPatch } from "../patch/json_patch.ts";
import { conditionsHold } from "./conditions.ts";
import { isSelected, ruleCovers } from "./match.ts";
import { reviewRequest } from "./request.ts";

const group = "admissionregistration.k8s.io";
export const mutatingBucket = `${group}/mutatingwebhookconfigurations`;
export const validatingBucket = `${group}/validatingwebhookconfigurations`;
const defaultSeconds = 10;

function* matching(api: Api, bucket: string, request: AdmissionRequest): Generator<Tree> {
  const store = api.store.bucket(bucket);
  for (const name of store.keys()) {
    for (const webhook of treesAt(store.objects.get(name), "webhooks")) {
      const covered = treesAt(webhook, "rules").some((rule) => ruleCovers(rule, request));
      if (covered && isSelected(api, webhook, request)) yield webhook;
    }
  }
}

/** The object as all mutating webhooks leave it; undefined where none changes it. Throws ApiError. */
export async function askMutating(
  api: Api,
  request: AdmissionRequest,
  warnings: string[],
): Promise<Tree | undefined> {
  let object = request.object, changed = false;
  for (const webhook of matching(api, mutatingBucket, request)) {
    const current = { ...request, ...(object === undefined ? {} : { object }) };
    const response = await ask(api, webhook, current, warnings);
    const patch = response?.patch;
    if (typeof patch !== "string" || object === undefined) continue;
    object = jsonPatch(object, JSON.parse(atob(patch)));
    changed = true;
  }
  return changed ? object : undefined;
}

/** Throws ApiError where a validating webhook refuses. */
export async function askValidating(
  api: Api,
  request: AdmissionRequest,
  warnings: string[],
): Promise<void> {
  for (const webhook of matching(api, validatingBucket, request)) {
    await ask(api, webhook, request, warnings);
  }
}

/** The response of one webhook; undefined where it failed and may be ignored. Throws ApiError. */
async function ask(
  api: Api,
  webhook: Tree,
  request: AdmissionRequest,
  warnings: string[],
): Promise<Tree | undefined> {
  const name = textAt(webhook, "name");
  const sent = reviewRequest(request, api.uuid());
  if (!conditionsHold(treesAt(webhook, "matchConditions"), sent)) return undefined;
  let response: Tree;
  try {
    response = treeAt(await call(webhook, sent), "response");
  } catch (error) {
    if (webhook.failurePolicy === "Ignore") return undefined;
    throw internalError(
      `failed calling webhook ${JSON.stringify(name)}: failed to call webhook: ${messageOf(error)}`,
    );
  }
  warnings.push(...listAt(response, "warnings").map(String));
  if (response.allowed === true) return response;
  throw refusal(name, treeAt(response, "status"));
}

function refusal(name: string, status: Tree): ApiError {
  const code = typeof status.code === "number" && status.code >= 400 ? status.code : 400;
  const reason = textAt(status, "reason");
  const start = `admission webhook ${JSON.stringify(name)} denied the request`;
  const message = textAt(status, "message") || textAt(status, "reason");
  return new ApiError(
    code,
    reason === "" ? undefined : reason,
    message === "" ? `${start} without explanation` : `${start}: ${message}`,
  );
}

/** Only webhooks with a URL are reached: there is no network of Services. */
async function call(webhook: Tree, request: Tree): Promise<unknown> {
  const client = treeAt(webhook, "clientConfig"), url = textAt(client, "url");
  if (url === "") {
    const service = treeAt(client, "service");
    throw new Error(
      `Post "https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${
        service.path ?? ""
      }": service "${service.name}" has no endpoints`,
    );
  }
  const bundle = textAt(client, "caBundle");
  const http = bundle === "" ? undefined : Deno.createHttpClient({ caCerts: [atob(bundle)] });
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: writeJson({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request }),
      signal: AbortSignal.timeout(Number(webhook.timeoutSeconds ?? defaultSeconds) * 1000),
      ...(http === undefined ? {} : { client: http }),
    });
    const answer: unknown = await response.json();
    if (!response.ok || !isTree(answer)) {
      throw new Error(`an error on the server (status ${response.status})`);
    }
    return answer;
  } finally {
    http?.close();
  }
}
