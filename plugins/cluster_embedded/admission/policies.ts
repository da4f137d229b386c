import type { AdmissionRequest, Api } from "../api.ts";
import { compileCel } from "../../lib/cel/mod.ts";
import { ApiError, forbiddenError, messageOf } from "../errors/api_error.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { conditionsHold } from "./conditions.ts";
import { isBound, MissingParameters, scopesOf } from "./policy_scope.ts";
import { reviewRequest } from "./request.ts";

const group = "admissionregistration.k8s.io";
export const policyBindings = `${group}/validatingadmissionpolicybindings`;
const policies = `${group}/validatingadmissionpolicies`;
const codes: Readonly<Record<string, number>> = {
  ...{ Unauthorized: 401, Forbidden: 403, Invalid: 422, RequestEntityTooLarge: 413 },
};

/** Checks a write against the ValidatingAdmissionPolicies that are bound. Throws ApiError. */
export function checkPolicies(
  api: Api,
  request: AdmissionRequest,
  warnings: string[],
): Promise<void> {
  for (const binding of api.store.bucket(policyBindings).objects.values()) {
    const spec = treeAt(binding, "spec");
    const policy = api.store.bucket(policies).objects.get(textAt(spec, "policyName"));
    if (policy === undefined) continue;
    if (isBound(api, policy, binding, request)) judge(api, { policy, binding, request, warnings });
  }
  return Promise.resolve();
}

/** One policy's judgement of one write. */
interface Judgement {
  readonly policy: Tree;
  readonly binding: Tree;
  readonly request: AdmissionRequest;
  readonly warnings: string[];
}

function judge(api: Api, judgement: Judgement): void {
  const { policy, binding, request } = judgement;
  const spec = treeAt(policy, "spec"), sent = reviewRequest(request, api.uuid());
  const fails = spec.failurePolicy !== "Ignore";
  let scopes: Record<string, unknown>[];
  try {
    if (!conditionsHold(treesAt(spec, "matchConditions"), sent)) return;
    scopes = [...scopesOf(api, spec, binding, request, sent)];
  } catch (error) {
    const text = error instanceof MissingParameters
      ? messageOf(error)
      : `expression resulted in error: ${messageOf(error)}`;
    if (fails) refuse(judgement, text, "Invalid");
    return;
  }
  for (const scope of scopes) {
    for (const validation of treesAt(spec, "validations")) {
      const problem = problemOf(validation, scope, fails);
      if (problem === undefined) continue;
      refuse(judgement, problem, textAt(validation, "reason") || "Invalid");
    }
  }
}

/** Why a validation fails; undefined where it holds. */
function problemOf(
  validation: Tree,
  variables: Record<string, unknown>,
  fails: boolean,
): string | undefined {
  const expression = String(validation.expression);
  try {
    if (compileCel(expression)(variables) === true) return undefined;
  } catch (error) {
    const text = messageOf(error).split("\n")[0]!.replace(/^No such key/, "no such key");
    return fails ? `expression '${expression}' resulted in error: ${text}` : undefined;
  }
  const dynamic = textAt(validation, "messageExpression");
  if (dynamic !== "") {
    try {
      const message = compileCel(dynamic)(variables);
      if (typeof message === "string" && message.trim() !== "") return message.trim();
    } catch { /* the plain message stands */ }
  }
  return textAt(validation, "message").trim() || `failed expression: ${expression.trim()}`;
}

/** What a refusal does is the binding's say: deny, warn, or only audit. */
function refuse(
  { policy, binding, request, warnings }: Judgement,
  problem: string,
  reason: string,
): void {
  const names = `ValidatingAdmissionPolicy '${textAt(policy, "metadata", "name")}' with binding '${
    textAt(binding, "metadata", "name")
  }'`;
  const actions = listAt(binding, "spec", "validationActions");
  if (actions.includes("Warn")) warnings.push(`Validation failed for ${names}: ${problem}`);
  if (!actions.includes("Deny")) return;
  const message = `${names} denied request: ${problem}`;
  const { group, plural } = request.resource;
  const resource = { group, name: plural };
  const { message: text, details } = forbiddenError(resource, request.name, message);
  throw new ApiError(codes[reason] ?? 422, reason, text, { ...details, causes: [{ message }] });
}
