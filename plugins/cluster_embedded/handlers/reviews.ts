import { type Api, type Attributes, timestamp } from "../api.ts";
import { decide, rulesOf } from "../auth/rbac.ts";
import { masters, type User } from "../auth/user.ts";
import type { Users } from "../auth/authenticate.ts";
import { ApiError, badRequest, invalid } from "../errors/api_error.ts";
import { type FieldError, invalidValue } from "../errors/field_error.ts";
import type { RequestContext } from "../http/context.ts";
import { isTree, listAt, textAt, type Tree, treeAt } from "../json/tree.ts";
import { tokenReview, userInfo } from "./token_review.ts";

type Review = (api: Api, spec: Tree, context: RequestContext, users: Users) => Tree | Promise<Tree>;

/** How the status of each review is found. */
export const reviews: Readonly<Record<string, Review>> = {
  selfsubjectaccessreviews: (api, spec, { user }) => {
    checkSpec(spec);
    return access(api, user, spec);
  },
  subjectaccessreviews: (api, spec) => subjectAccess(api, spec),
  localsubjectaccessreviews: (api, spec, { info }) => {
    const namespace = textAt(spec, "resourceAttributes", "namespace");
    const more = namespace === info.namespace ? [] : [
      invalidValue(
        "spec.resourceAttributes.namespace",
        namespace,
        "must match metadata.namespace",
      ),
    ];
    return subjectAccess(api, spec, more);
  },
  selfsubjectrulesreviews: (api, spec, { user }) =>
    rulesReview(api, user, textAt(spec, "namespace")),
  selfsubjectreviews: (_api, _spec, { user }) => ({ userInfo: userInfo(user) }),
  tokenreviews: (api, spec, _context, users) => tokenReview(api, spec, users),
};

function reviewInvalid(errors: FieldError[]): ApiError {
  const error = invalid({ group: "authorization.k8s.io", name: "" }, "", errors);
  const { kind: _, ...details } = error.details ?? {};
  return new ApiError(422, "Invalid", error.message, details);
}

function checkSpec(spec: Tree, more: FieldError[] = []): void {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const errors = [...more];
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const { path = "", verb = "" } = nonResourceAttributes as Tree;
    errors.push(invalidValue(
      "spec.nonResourceAttributes",
      { Path: path, Verb: verb },
      "cannot be specified in combination with resourceAttributes",
    ));
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    errors.push(invalidValue(
      "spec.resourceAttributes",
      null,
      "exactly one of nonResourceAttributes or resourceAttributes must be specified",
    ));
  }
  if (errors.length > 0) throw reviewInvalid(errors);
}

function access(api: Api, user: User, spec: Tree): Tree {
  const resource = treeAt(spec, "resourceAttributes"),
    other = treeAt(spec, "nonResourceAttributes");
  const attributes: Attributes = {
    verb: textAt(resource, "verb") || textAt(other, "verb"),
    group: textAt(resource, "group"),
    resource: textAt(resource, "resource"),
    subresource: textAt(resource, "subresource"),
    namespace: textAt(resource, "namespace"),
    name: textAt(resource, "name"),
    ...(isTree(spec.nonResourceAttributes) ? { path: textAt(other, "path") } : {}),
  };
  const { allowed, reason } = decide(api, user, attributes);
  return { allowed, ...(reason === "" ? {} : { reason }) };
}

function subjectAccess(api: Api, spec: Tree, more: FieldError[] = []): Tree {
  const groups = listAt(spec, "groups").map(String), name = textAt(spec, "user");
  const nobody = name === "" && groups.length === 0
    ? [invalidValue("spec.user", "", "at least one of user or group must be specified")]
    : [];
  checkSpec(spec, [...more, ...nobody]);
  return access(api, { name, groups }, spec);
}

function rulesReview(api: Api, user: User, namespace: string): Tree {
  if (namespace === "") throw badRequest("no namespace on request");
  const resourceRules: Tree[] = [], nonResourceRules: Tree[] = [];
  const held = user.groups.includes(masters)
    ? [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }, {
      verbs: ["*"],
      nonResourceURLs: ["*"],
    }]
    : [...rulesOf(api, user, namespace)].map(({ rule }) => rule);
  for (const rule of held as Tree[]) {
    if (listAt(rule, "nonResourceURLs").length > 0) {
      nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs });
    } else {
      const { verbs, apiGroups, resources, resourceNames } = rule;
      resourceRules.push({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames === undefined ? {} : { resourceNames }),
      });
    }
  }
  return { resourceRules, nonResourceRules, incomplete: false };
}

/** Kinds whose answers carry the time. */
export function reviewMetadata(api: Api, plural: string, namespace: string): Tree {
  if (plural === "selfsubjectreviews") return { creationTimestamp: timestamp(api.now()) };
  return namespace === "" ? {} : { namespace };
}
