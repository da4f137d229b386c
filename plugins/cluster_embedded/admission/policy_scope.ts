import type { AdmissionRequest, Api } from "../api.ts";
import { Authorizer, compileCel, type Question, withoutMessages } from "../../lib/cel/mod.ts";
import { messageOf } from "../errors/api_error.ts";
import { decide } from "../auth/rbac.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { keyOf } from "../registry/resource.ts";
import { splitGroupVersion } from "../registry/registry.ts";
import { labelSelectorOf } from "../store/selector.ts";
import { celJson, celVariables } from "./conditions.ts";
import { isSelected, ruleCovers } from "./match.ts";

/** The objects that a policy needs are not there as its binding names them. */
export class MissingParameters extends Error {}

/** Whether a policy with this binding is about a write. */
export function isBound(
  api: Api,
  policy: Tree,
  binding: Tree,
  request: AdmissionRequest,
): boolean {
  const narrower = treeAt(binding, "spec").matchResources;
  return isMatched(api, treeAt(policy, "spec", "matchConstraints"), request) &&
    (!isTree(narrower) || isMatched(api, narrower, request, true));
}

function isMatched(
  api: Api,
  match: Tree,
  request: AdmissionRequest,
  optionalRules = false,
): boolean {
  const rules = treesAt(match, "resourceRules");
  const covered = (optionalRules && rules.length === 0) ||
    rules.some((rule) => ruleCovers(rule, request));
  const excluded = treesAt(match, "excludeResourceRules").some((rule) => ruleCovers(rule, request));
  return covered && !excluded && isSelected(api, match, request);
}

/**
 * What the expressions of a policy can name, once for each object of parameters. Throws
 * MissingParameters, or an Error where a variable cannot be evaluated.
 */
export function* scopesOf(
  api: Api,
  spec: Tree,
  binding: Tree,
  request: AdmissionRequest,
  sent: Tree,
): Generator<Record<string, unknown>> {
  const namespace = api.store.bucket("/namespaces").objects.get(request.namespace);
  for (const params of paramsOf(api, spec, binding, request)) {
    const scope = celVariables(sent), computed: Record<string, unknown> = {};
    scope.params = celJson(params ?? null);
    scope.namespaceObject = celJson(namespace ?? null);
    scope.authorizer = authorizerOf(api, request);
    scope.variables = computed;
    for (const { name, expression } of treesAt(spec, "variables")) {
      defineVariable(computed, String(name), String(expression), scope);
    }
    yield scope;
  }
}

/** A variable is evaluated when an expression first asks for it. */
function defineVariable(
  computed: Record<string, unknown>,
  name: string,
  expression: string,
  scope: Record<string, unknown>,
): void {
  let known: { readonly value: unknown } | undefined;
  const get = () => {
    try {
      known ??= { value: compileCel(withoutMessages(expression))(scope) };
      return known.value;
    } catch (error) {
      const text = messageOf(error).split("\n")[0]!.replace(/^No such key/, "no such key");
      throw new Error(`composited variable ${JSON.stringify(name)} fails to evaluate: ${text}`);
    }
  };
  Object.defineProperty(computed, name, { get, enumerable: true });
}

function authorizerOf(api: Api, request: AdmissionRequest): Authorizer {
  const { resource, namespace, name, subresource } = request;
  const ask = (question: Question) => {
    const user = question.user === undefined
      ? request.user
      : { name: question.user, groups: question.groups ?? [] };
    const { verb = "", group = "", resource = "", path } = question;
    const attributes = {
      ...{ verb, group, resource },
      subresource: question.subresource ?? "",
      namespace: question.namespace ?? "",
      name: question.name ?? "",
      ...(path === undefined ? {} : { path }),
    };
    return decide(api, user, attributes);
  };
  const { group, plural } = resource;
  return new Authorizer(ask, {}, { group, resource: plural, subresource, namespace, name });
}

/** The objects that a binding gives its policy as parameters: one undefined where it wants none. */
function paramsOf(
  api: Api,
  spec: Tree,
  binding: Tree,
  request: AdmissionRequest,
): (Tree | undefined)[] {
  const kind = treeAt(spec, "paramKind"), reference = treeAt(binding, "spec", "paramRef");
  if (textAt(kind, "kind") === "" || Object.keys(reference).length === 0) return [undefined];
  const [group, version] = splitGroupVersion(textAt(kind, "apiVersion"));
  const resource = api.registry.ofKind(group, version, textAt(kind, "kind"));
  if (resource === undefined) {
    throw new MissingParameters(
      "failed to configure policy: failed to find resource referenced by paramKind: " +
        `'${textAt(kind, "apiVersion")}, Kind=${textAt(kind, "kind")}'`,
    );
  }
  const namespace = resource.namespaced ? textAt(reference, "namespace") || request.namespace : "";
  const { objects } = api.store.bucket(resource.bucket), name = textAt(reference, "name");
  const found = name === ""
    ? selected(objects, namespace, treeAt(reference, "selector"))
    : [objects.get(keyOf(namespace, name))].filter(isTree);
  if (found.length > 0 || reference.parameterNotFoundAction === "Allow") return found;
  throw new MissingParameters(
    "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
  );
}

function selected(objects: ReadonlyMap<string, Tree>, namespace: string, selector: Tree): Tree[] {
  const selects = labelSelectorOf(selector);
  return [...objects].filter(([key, object]) =>
    (namespace === "" || key.startsWith(`${namespace}/`)) &&
    selects(treeAt(object, "metadata", "labels"))
  ).map(([, object]) => object);
}
