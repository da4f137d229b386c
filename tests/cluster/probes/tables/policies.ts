import {
  apply,
  get,
  merge,
  namespace,
  post,
  type Probe,
  put,
  remove,
  type Step,
} from "../steps.ts";

const admission = "/apis/admissionregistration.k8s.io/v1";
const maps = (space: string) => `/api/v1/namespaces/${space}/configmaps`;
const rule = (more: object = {}) => ({
  apiGroups: [""],
  apiVersions: ["v1"],
  resources: ["configmaps"],
  operations: ["CREATE", "UPDATE"],
  ...more,
});
const only = (space: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": space } },
});

/** A policy with a binding for one namespace; what comes after waits until the policy works. */
function policy(name: string, spec: object, binding: object = {}): Step[] {
  return [
    post(`${admission}/validatingadmissionpolicies`, {
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [rule()], ...only(name) },
        ...spec,
      },
    }),
    post(`${admission}/validatingadmissionpolicybindings`, {
      metadata: { name },
      spec: { policyName: name, validationActions: ["Deny"], ...binding },
    }, { quiet: true }),
  ];
}
const done = (name: string): Step[] => [
  remove(`${admission}/validatingadmissionpolicybindings/${name}`, undefined, { quiet: true }),
  remove(`${admission}/validatingadmissionpolicies/${name}`, undefined, { quiet: true }),
];
/** Sent until the policy refuses it: policies take effect a little later. */
const refusedWhenReady = (space: string, body: object, status = 422): Step =>
  post(maps(space), body, { query: "dryRun=All", until: { status } });
const simple = (expression: string, more: object = {}) => ({
  validations: [{ expression, ...more }],
});
const bad = { metadata: { name: "x" }, data: { bad: "1" } };
const good = { metadata: { name: "x" }, data: { good: "1" } };

interface Case {
  readonly name: string;
  readonly spec: object;
  readonly status?: number;
  readonly binding?: object;
}

const isGood = "!has(object.data) || !('bad' in object.data)";
const cases: readonly Case[] = [
  { name: "vap-plain", spec: simple(isGood) },
  { name: "vap-message", spec: simple(isGood, { message: "be good" }) },
  {
    name: "vap-expression",
    spec: simple(isGood, { messageExpression: "'not ' + object.metadata.name", message: "m" }),
  },
  { name: "vap-reason", spec: simple(isGood, { reason: "Forbidden" }), status: 403 },
  {
    name: "vap-large",
    spec: simple(isGood, { reason: "RequestEntityTooLarge" }),
    status: 413,
  },
  {
    name: "vap-variables",
    spec: {
      variables: [{ name: "keys", expression: "has(object.data) ? object.data : {}" }, {
        name: "isBad",
        expression: "'bad' in variables.keys",
      }],
      ...simple("!variables.isBad", { messageExpression: "string(size(variables.keys))" }),
    },
  },
  {
    name: "vap-conditions",
    spec: {
      matchConditions: [{ name: "named", expression: "object.metadata.name == 'x'" }],
      ...simple(isGood),
    },
  },
  {
    name: "vap-request",
    spec: simple(
      "request.operation != 'CREATE' || request.userInfo.username != 'admin' || !('bad' in object.data)",
    ),
  },
  { name: "vap-error", spec: simple("object.spec.none == 1") },
  {
    name: "vap-namespace",
    spec: simple(
      "namespaceObject.metadata.name != 'vap-namespace' || !('bad' in object.data)",
    ),
  },
  {
    name: "vap-several",
    spec: {
      validations: [
        { expression: "!('bad' in object.data)", message: "first" },
        { expression: "size(object.data) > 5", message: "second" },
      ],
    },
  },
  {
    name: "vap-authorizer",
    spec: simple(
      "!authorizer.group('').resource('configmaps').namespace('x').check('get').allowed() || !('bad' in object.data)",
    ),
  },
];

const hook = `${admission}/mutatingadmissionpolicies`;

/** Admission policies at work. */
export const probes: readonly Probe[] = [
  ...cases.map(({ name, spec, status = 422, binding = {} }): Probe => ({
    name,
    rv: false,
    steps: [
      namespace(name),
      ...policy(name, spec, binding),
      refusedWhenReady(name, bad, status),
      post(maps(name), good),
      merge(`${maps(name)}/x`, { data: { bad: "2" } }),
      put(`${maps(name)}/x`, bad),
      apply(`${maps(name)}/x`, { apiVersion: "v1", kind: "ConfigMap", ...bad }),
      post("/api/v1/namespaces/default/configmaps", bad, { query: "dryRun=All" }),
      remove(`${maps(name)}/x`),
      ...done(name),
    ],
  })),
  {
    name: "vap-actions",
    rv: false,
    steps: [
      namespace("vap-actions"),
      ...policy("vap-actions", simple(isGood, { message: "be good" }), {
        validationActions: ["Warn", "Audit"],
      }),
      post(maps("vap-actions"), bad, { query: "dryRun=All", quiet: true, sleep: 1500 }),
      post(maps("vap-actions"), bad, { query: "dryRun=All", sleep: 500 }),
      post(maps("vap-actions"), good),
      ...done("vap-actions"),
    ],
  },
  {
    name: "vap-parameters",
    rv: false,
    steps: [
      namespace("vap-parameters"),
      post(maps("vap-parameters"), { metadata: { name: "limit" }, data: { most: "1" } }),
      ...policy("vap-parameters", {
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        ...simple("!has(object.data) || size(object.data) <= int(params.data.most)", {
          messageExpression: "'at most ' + params.data.most",
        }),
      }, {
        paramRef: {
          name: "limit",
          namespace: "vap-parameters",
          parameterNotFoundAction: "Deny",
        },
      }),
      refusedWhenReady("vap-parameters", { metadata: { name: "x" }, data: { a: "1", b: "2" } }),
      post(maps("vap-parameters"), good),
      remove(`${maps("vap-parameters")}/limit`),
      post(maps("vap-parameters"), { metadata: { name: "y" } }, {
        query: "dryRun=All",
        until: { status: 403 },
      }),
      ...done("vap-parameters"),
    ],
  },
  {
    name: "vap-selectors",
    rv: false,
    steps: [
      namespace("vap-selectors"),
      ...policy("vap-selectors", {
        matchConstraints: {
          resourceRules: [
            rule({ apiGroups: ["apps", ""], resources: ["deployments", "configmaps"] }),
          ],
          objectSelector: { matchLabels: { checked: "yes" } },
          ...only("vap-selectors"),
        },
        ...simple("false", { message: "never" }),
      }),
      refusedWhenReady("vap-selectors", { metadata: { name: "x", labels: { checked: "yes" } } }),
      post(maps("vap-selectors"), good),
      merge(`${maps("vap-selectors")}/x`, { metadata: { labels: { checked: "yes" } } }),
      remove(`${maps("vap-selectors")}/x`),
      ...done("vap-selectors"),
    ],
  },
  {
    name: "vap-delete",
    rv: false,
    steps: [
      namespace("vap-delete"),
      post(maps("vap-delete"), { metadata: { name: "kept", labels: { keep: "yes" } } }),
      ...policy("vap-delete", {
        matchConstraints: {
          resourceRules: [rule({ operations: ["DELETE"] })],
          ...only("vap-delete"),
        },
        ...simple("!has(oldObject.metadata.labels) || !('keep' in oldObject.metadata.labels)", {
          message: "kept",
        }),
      }),
      remove(`${maps("vap-delete")}/kept`, undefined, {
        query: "dryRun=All",
        until: { status: 422 },
      }),
      remove(`${maps("vap-delete")}/kept`),
      merge(`${maps("vap-delete")}/kept`, { metadata: { labels: null } }),
      remove(`${maps("vap-delete")}/kept`),
      ...done("vap-delete"),
    ],
  },
  {
    name: "mutating-policies",
    rv: false,
    steps: [
      namespace("map-probe"),
      post(hook, {
        metadata: { name: "map-probe" },
        spec: {
          matchConstraints: { resourceRules: [rule()], ...only("map-probe") },
          failurePolicy: "Fail",
          reinvocationPolicy: "Never",
          variables: [{ name: "who", expression: "request.userInfo.username" }],
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: {
              expression:
                "Object{metadata: Object.metadata{labels: {'made-by': variables.who, 'ns': string(object.metadata.namespace)}}}",
            },
          }, {
            patchType: "JSONPatch",
            jsonPatch: {
              expression:
                "[JSONPatch{op: 'add', path: '/data', value: {'first': '1'}}, JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a-b'), value: 'x'}]",
            },
          }],
        },
      }),
      post(`${admission}/mutatingadmissionpolicybindings`, {
        metadata: { name: "map-probe" },
        spec: { policyName: "map-probe" },
      }),
      post(maps("map-probe"), { metadata: { name: "warm" } }, {
        query: "dryRun=All",
        sleep: 1500,
        quiet: true,
      }),
      post(maps("map-probe"), { metadata: { name: "x" } }, {
        query: "dryRun=All",
        until: { path: "metadata.labels.made-by", is: "admin" },
      }),
      post(maps("map-probe"), { metadata: { name: "x", labels: { own: "1" } } }),
      merge(`${maps("map-probe")}/x`, { metadata: { labels: { "made-by": "me" } } }),
      get(`${maps("map-probe")}/x`),
      remove(`${admission}/mutatingadmissionpolicybindings/map-probe`),
      remove(`${hook}/map-probe`),
    ],
  },
  {
    name: "mutating-policy-refusals",
    rv: false,
    steps: [
      post(hook, { metadata: { name: "x" }, spec: {} }, { query: "dryRun=All" }),
      post(hook, {
        metadata: { name: "x" },
        spec: {
          matchConstraints: { resourceRules: [rule()] },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "Nope" }, { patchType: "JSONPatch" }],
        },
      }, { query: "dryRun=All" }),
      post(hook, {
        metadata: { name: "x" },
        spec: {
          matchConstraints: { resourceRules: [rule()] },
          reinvocationPolicy: "Nope",
          mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: " " } }],
        },
      }, { query: "dryRun=All" }),
      post(`${admission}/mutatingadmissionpolicybindings`, { metadata: { name: "x" }, spec: {} }, {
        query: "dryRun=All",
      }),
    ],
  },
];
