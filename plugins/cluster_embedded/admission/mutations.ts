import type { AdmissionRequest, Api } from "../api.ts";
import { compileCel, withoutMessages } from "../../lib/cel/mod.ts";
import { mergeObjects } from "../apply/merge.ts";
import { typeProblems } from "../apply/typed_check.ts";
import { ApiError, forbiddenError, messageOf } from "../errors/api_error.ts";
import { equal, isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { jsonPatch, PatchMismatch } from "../patch/json_patch.ts";
import { conditionsHold } from "./conditions.ts";
import { isBound, scopesOf } from "./policy_scope.ts";
import type { Reinvocation } from "./reinvocation.ts";
import { reviewRequest } from "./request.ts";

const group = "admissionregistration.k8s.io";
export const mutatingBindings = `${group}/mutatingadmissionpolicybindings`;
const policies = `${group}/mutatingadmissionpolicies`;

/** One of at most two passes over the mutators. */
export interface Pass {
  readonly state: Reinvocation;
  readonly isFirst: boolean;
}

/**
 * The object as the MutatingAdmissionPolicies that are bound leave it; undefined where none changes
 * it. Throws 403 where one fails that may not.
 */
export function mutateByPolicies(
  api: Api,
  request: AdmissionRequest,
  { state, isFirst }: Pass,
): Tree | undefined {
  const bindings = api.store.bucket(mutatingBindings);
  let object = request.object;
  for (const name of bindings.objects.size === 0 ? [] : bindings.keys()) {
    const binding = bindings.objects.get(name)!;
    const policy = api.store.bucket(policies).objects.get(textAt(binding, "spec", "policyName"));
    if (policy === undefined || object === undefined) continue;
    const current = { ...request, object };
    if (!state.isAsked(name, isFirst) || !isBound(api, policy, binding, current)) continue;
    const next = mutated(api, policy, binding, current);
    if (!equal(next, object)) state.changed();
    state.asked(name, treeAt(policy, "spec").reinvocationPolicy);
    object = next;
  }
  return equal(object, request.object) ? undefined : object;
}

function mutated(api: Api, policy: Tree, binding: Tree, request: AdmissionRequest): Tree {
  const spec = treeAt(policy, "spec");
  let object = request.object!;
  try {
    for (const mutation of treesAt(spec, "mutations")) {
      const current = { ...request, object }, sent = reviewRequest(current, api.uuid());
      if (!conditionsHold(treesAt(spec, "matchConditions"), sent)) return object;
      for (const scope of scopesOf(api, spec, binding, current, sent)) {
        object = changed(request, object, mutation, scope);
      }
    }
    return object;
  } catch (error) {
    if (spec.failurePolicy === "Ignore") return request.object!;
    throw refusal(policy, binding, request, problemOf(error));
  }
}

function changed(
  request: AdmissionRequest,
  object: Tree,
  mutation: Tree,
  scope: Record<string, unknown>,
): Tree {
  const form = mutation.patchType === "JSONPatch" ? "jsonPatch" : "applyConfiguration";
  const expression = textAt(mutation, form, "expression");
  const value = plain(evaluated(expression, scope));
  if (form === "jsonPatch") return jsonPatch(object, value);
  if (!isTree(value)) throw new Error("the expression makes no object");
  const problems = typeProblems(request.resource.node, value, true);
  if (problems.length > 0) {
    throw new Error(
      `error applying patch: failed to convert patch object to typed object: ${
        problems.join("\n")
      }`,
    );
  }
  return mergeObjects(request.resource.node, object, value);
}

function evaluated(expression: string, scope: Record<string, unknown>): unknown {
  try {
    return compileCel(withoutMessages(expression))(scope);
  } catch (error) {
    const text = firstLine(messageOf(error));
    throw new Error(`expression '${expression}' resulted in error: ${text}`);
  }
}

function problemOf(error: unknown): string {
  return error instanceof PatchMismatch ? `JSON Patch: ${error.why}` : firstLine(messageOf(error));
}

function firstLine(text: string): string {
  return text.split("\n")[0]!.replace(/^No such key/, "no such key");
}

/** A value of CEL as JSON. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  }
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function refusal(policy: Tree, binding: Tree, request: AdmissionRequest, problem: string) {
  const { group, plural } = request.resource;
  const message = `policy '${textAt(policy, "metadata", "name")}' with binding '${
    textAt(binding, "metadata", "name")
  }' denied request: ${problem}`;
  const { details } = forbiddenError({ group, name: plural }, request.name, message);
  return new ApiError(403, "Invalid", message, { ...details, causes: [{ message }] });
}
