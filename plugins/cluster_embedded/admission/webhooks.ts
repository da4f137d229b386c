import type { AdmissionRequest, Api } from "../api.ts";
import { ApiError, internalError, messageOf } from "../errors/api_error.ts";
import { equal, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { jsonPatch, PatchMismatch } from "../patch/json_patch.ts";
import { callWebhook } from "./call_webhook.ts";
import { conditionsHold } from "./conditions.ts";
import type { Pass } from "./mutations.ts";
import { isSelected, ruleCovers } from "./match.ts";
import { reviewRequest } from "./request.ts";

const group = "admissionregistration.k8s.io";
export const mutatingBucket = `${group}/mutatingwebhookconfigurations`;
export const validatingBucket = `${group}/validatingwebhookconfigurations`;

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
  { state, isFirst }: Pass,
): Promise<Tree | undefined> {
  let object = request.object, changed = false;
  for (const webhook of matching(api, mutatingBucket, request)) {
    const name = textAt(webhook, "name");
    if (!state.isAsked(name, isFirst)) continue;
    const current = { ...request, ...(object === undefined ? {} : { object }) };
    const response = await ask(api, webhook, current, warnings);
    const patch = response?.patch;
    if (typeof patch === "string" && object !== undefined) {
      const next = patched(object, patch);
      if (!equal(next, object)) {
        state.changed();
        changed = true;
      }
      object = next;
    }
    state.asked(name, webhook.reinvocationPolicy);
  }
  return changed ? object : undefined;
}

/** The object after a webhook's patch. Throws 500 where it does not fit. */
function patched(object: Tree, patch: string): Tree {
  try {
    return jsonPatch(object, JSON.parse(atob(patch)));
  } catch (error) {
    throw internalError(error instanceof PatchMismatch ? error.why : messageOf(error));
  }
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
    response = treeAt(await callWebhook(api, webhook, sent), "response");
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
