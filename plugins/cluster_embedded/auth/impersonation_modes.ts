import type { Api, Attributes } from "../api.ts";
import { ApiError, forbiddenError } from "../errors/api_error.ts";
import { isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { refusalOf } from "./authorize.ts";
import { decide } from "./rbac.ts";
import type { User } from "./user.ts";

/** Whom a request wants to be, as its headers say it. */
export interface Wanted {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What is asked: by whom, and for whom. */
interface Attempt {
  readonly api: Api;
  readonly user: User;
  readonly wanted: Wanted;
  readonly request: Attributes;
}

interface Mode {
  readonly name: string;
  /** Whether the mode is meant for such a user. */
  applies(wanted: Wanted, user: User): boolean;
}

const authentication = "authentication.k8s.io", many = 4;
const nodeKey = "authentication.kubernetes.io/node-name";

/** The name of the node that a user name stands for. */
function nodeOf(name: string): string | undefined {
  const node = /^system:node:(.*)$/s.exec(name)?.[1];
  return node === undefined || isDns1123Subdomain(node).length > 0 ? undefined : node;
}

/** The namespace and name of the ServiceAccount that a user name stands for. */
export function accountOf(name: string): { namespace: string; name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  return match === null ? undefined : { namespace: match[1]!, name: match[2]! };
}

const onlyName = ({ uid, groups, extra }: Wanted) =>
  uid === "" && groups.length === 0 && Object.keys(extra).length === 0;

/** In the order in which they are tried; the plain verb `impersonate` is the last. */
const modes: readonly Mode[] = [
  {
    name: "associated-node",
    applies: (wanted, user) =>
      onlyName(wanted) && accountOf(user.name) !== undefined &&
      nodeOf(wanted.name) !== undefined && user.extra?.[nodeKey]?.join() === nodeOf(wanted.name),
  },
  {
    name: "arbitrary-node",
    applies: (wanted) => onlyName(wanted) && nodeOf(wanted.name) !== undefined,
  },
  {
    name: "serviceaccount",
    applies: (wanted) => onlyName(wanted) && accountOf(wanted.name) !== undefined,
  },
  {
    name: "user-info",
    applies: ({ name }) => nodeOf(name) === undefined && accountOf(name) === undefined,
  },
  { name: "", applies: () => true },
];

/** The mode that last let each user through is tried first: its refusal is then the one told. */
const lastModes = new WeakMap<Api, Map<string, Mode>>();

/** The groups of the user that the request becomes. Throws 403 with the first refusal. */
export function checkImpersonation(attempt: Attempt): readonly string[] {
  const { api, user } = attempt;
  let known = lastModes.get(api);
  if (known === undefined) lastModes.set(api, known = new Map());
  const last = known.get(user.name);
  const order = last === undefined ? modes : [last, ...modes.filter((mode) => mode !== last)];
  let refusal: unknown;
  for (const mode of order) {
    if (!mode.applies(attempt.wanted, user)) continue;
    try {
      const groups = check(mode, attempt);
      known.set(user.name, mode);
      return groups;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

function check({ name }: Mode, attempt: Attempt): readonly string[] {
  const constrained = name !== "";
  if (constrained) {
    const { request } = attempt;
    demand(attempt, { ...request, verb: `impersonate-on:${name}:${request.verb}` });
  }
  const verb = constrained ? `impersonate:${name}` : "impersonate";
  const groups = checkName(attempt, verb, constrained);
  if (attempt.wanted.uid !== "") {
    demand(attempt, asked(verb, authentication, "uids", attempt.wanted.uid));
  }
  checkGroups(attempt, verb, constrained);
  checkExtra(attempt, verb, constrained);
  return groups;
}

function checkName(attempt: Attempt, verb: string, constrained: boolean): readonly string[] {
  const { name, groups } = attempt.wanted, group = constrained ? authentication : "";
  const node = constrained ? nodeOf(name) : undefined, account = accountOf(name);
  if (node !== undefined) {
    const shown = verb.endsWith("associated-node") ? "*" : node;
    demand(attempt, asked(verb, group, "nodes", shown));
    return ["system:nodes"];
  }
  if (account === undefined) {
    demand(attempt, asked(verb, group, "users", name));
    return groups;
  }
  demand(attempt, {
    ...asked(verb, group, "serviceaccounts", account.name),
    namespace: account.namespace,
  });
  const own = ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`];
  return groups.length === 0 ? own : groups;
}

function checkGroups(attempt: Attempt, verb: string, constrained: boolean): void {
  const { groups } = attempt.wanted, group = constrained ? authentication : "";
  const of = (name: string) => asked(verb, group, "groups", name);
  if (constrained && groups.includes("")) {
    throw refuse(attempt, of(""), "impersonating the empty string group is not allowed");
  }
  if (constrained && groups.includes("system:masters")) {
    const text = "impersonating the system:masters group is not allowed";
    throw refuse(attempt, of("system:masters"), text);
  }
  if (constrained && groups.length >= many && may(attempt, of("*"))) return;
  for (const name of groups) demand(attempt, of(name));
}

function checkExtra(attempt: Attempt, verb: string, constrained: boolean): void {
  const values = Object.entries(attempt.wanted.extra).flatMap(([key, given]) =>
    given.map((value) => ({ key, value }))
  );
  const of = (key: string, value: string) => ({
    ...asked(verb, authentication, "userextras", value),
    subresource: key,
  });
  if (constrained && values.some(({ value }) => value === "")) {
    const text = "impersonating the empty string value in extra is not allowed";
    throw refuse(attempt, of("", ""), text);
  }
  for (const { key } of constrained ? values : []) {
    const problem = keyProblem(key);
    if (problem !== "") throw refuse(attempt, of("", ""), problem);
  }
  if (constrained && values.length >= many && may(attempt, of("*", "*"))) return;
  for (const { key, value } of values) demand(attempt, of(key, value));
}

/** Constrained modes take keys of the form `domain/path` alone. */
function keyProblem(key: string): string {
  const wrong = (detail: string) =>
    `impersonating an invalid key in extra is not allowed: extra.key: Invalid value: ${
      JSON.stringify(key)
    }: ${detail}`;
  const [domain = "", ...path] = key.split("/");
  if (path.length === 0 || domain === "" || path.join("/") === "") {
    return wrong('must be a domain-prefixed path (such as "acme.io/foo")');
  }
  const [problem] = isDns1123Subdomain(domain);
  return problem === undefined ? "" : wrong(problem);
}

function asked(verb: string, group: string, resource: string, name: string): Attributes {
  return { verb, group, resource, subresource: "", namespace: "", name };
}

function may({ api, user }: Attempt, attributes: Attributes): boolean {
  return decide(api, user, attributes).allowed;
}

function demand(attempt: Attempt, attributes: Attributes): void {
  const { allowed, reason } = decide(attempt.api, attempt.user, attributes);
  if (!allowed) throw refuse(attempt, attributes, reason);
}

function refuse({ user }: Attempt, attributes: Attributes, reason: string): ApiError {
  const { group, resource, name, path } = attributes;
  const text = refusalOf(user, attributes) + (reason === "" ? "" : `: ${reason}`);
  return path === undefined
    ? forbiddenError({ group, name: resource }, name, text)
    : new ApiError(403, "Forbidden", `forbidden: ${text}`, {});
}
