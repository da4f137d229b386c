import {
  apply,
  get,
  json,
  merge,
  namespace,
  post,
  type Probe,
  put,
  remove,
  type Step,
} from "../steps.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
interface Version {
  readonly name?: string;
  readonly schema?: object;
  readonly more?: object;
}

/** A definition of Widgets (or another kind) in a group, with one schema. */
function definition(
  group: string,
  { schema, more, name = "v1" }: Version,
  spec: object = {},
): object {
  return {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
      scope: "Namespaced",
      versions: [{
        name,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", ...schema } },
        ...more,
      }],
      ...spec,
    },
  };
}

const define = (group: string, version: Version, spec?: object): Step[] => [
  post(crds, definition(group, version, spec), { quiet: true }),
  get(`${crds}/widgets.${group}`, {
    quiet: true,
    until: { path: "status.conditions.[type=Established].status", is: "True" },
  }),
  get(`/apis/${group}/v1/namespaces/default/widgets`, { quiet: true, until: { status: 200 } }),
];
const attempt = (schema: object, more: Version = {}, spec: object = {}): Step =>
  post(crds, definition("try.example.com", { schema, ...more }, spec), { query: "dryRun=All" });
const specOf = (properties: object, more: object = {}) => ({
  properties: { spec: { type: "object", properties, ...more } },
});
const rules = (...list: object[]) => ({ "x-kubernetes-validations": list });
const field = (schema: object) => attempt(specOf({ a: schema }));
const widget = (group: string, spec: unknown, name = "w") =>
  post(`/apis/${group}/v1/namespaces/default/widgets`, {
    apiVersion: `${group}/v1`,
    kind: "Widget",
    metadata: { name },
    spec,
  }, { query: "dryRun=All" });
const str = { type: "string" }, int = { type: "integer" };

/** Rules that compile, and rules that do not. */
const functions: readonly string[] = [
  "self.s.startsWith('a')",
  "self.s.endsWith('z') || self.s.contains('b')",
  "self.s.matches('^[a-z]+$')",
  "size(self.s) < 3",
  "self.l.all(x, x > 0)",
  "self.l.exists_one(x, x == 1)",
  "self.l.filter(x, x > 1).size() == 1",
  "self.l.map(x, x * 2) == [2, 4]",
  "self.l.isSorted()",
  "self.l.sum() == 3",
  "self.l.min() == 1 && self.l.max() == 2",
  "self.l.indexOf(2) == 1 && self.l.lastIndexOf(1) == 0",
  "self.m.all(k, k.startsWith('k'))",
  "has(self.m.k1) && self.m['k1'] == 'v'",
  "self.s.lowerAscii() == 'abc' && self.s.upperAscii() == 'ABC'",
  "self.s.replace('b', 'x') == 'axc'",
  "self.s.split('b') == ['a', 'c']",
  "self.s.substring(1, 2) == 'b'",
  "self.s.charAt(0) == 'a' && self.s.trim() == 'abc'",
  "self.s.find('[b]') == 'b' && self.s.findAll('[a-b]') == ['a', 'b']",
  "url('https://a.b:80/c?d=e').getHostname() == 'a.b'",
  "isURL(self.s)",
  "quantity('1Gi').isGreaterThan(quantity('1M'))",
  "isQuantity(self.s)",
  "ip('10.0.0.1').family() == 4",
  "isIP(self.s)",
  "cidr('10.0.0.0/8').containsIP('10.1.1.1')",
  "format.dns1123Label().validate(self.s).hasValue()",
  "!format.named('uuid').value().validate(self.s).hasValue()",
  "semver('1.2.3').isLessThan(semver('1.3.0'))",
  "isSemver(self.s)",
  "duration('1h') > duration('1m')",
  "timestamp('2024-01-01T00:00:00Z').getFullYear() == 2024",
  "type(self.i) == int",
  "self.i in [1, 2, 3]",
  "self.i / 0 == 1",
  "self.l[5] == 1",
  "self.m['none'] == 'x'",
  "self.?s.orValue('x') == 'abc'",
  "optional.of(1).value() == 1",
  "sets.contains([1, 2], [1])",
  "[[1, 2], [3]].flatten() == [1, 2, 3]",
  "[3, 1].sort() == [1, 3]",
  "lists.range(3) == [0, 1, 2]",
  "'%s-%d'.format([self.s, self.i]) == 'abc-1'",
  "strings.quote(self.s) == '\"abc\"'",
  "self.l.transformList(i, v, i + v) == [1, 3]",
  "int(self.s) == 1",
  "string(self.i) == '1'",
  "double(self.i) == 1.0",
  "bool('true')",
  "dyn(self.i) == 1",
  "self.i == 1 ? true : false",
  "self.s + 'x' == 'abcx'",
];

const refused: readonly string[] = [
  "['a','b'].join('-') == 'a-b'",
  "[1, 2].includes(1)",
  "math.greatest(1, 2) == 2",
  "base64.encode(b'a') == 'YQ=='",
  "cel.bind(x, self.i, x + 1) == 2",
  "self.unknown == 1",
  "self.s == 1",
  "self.i + 'a' == 'x'",
  "nofunc(self.s)",
  "self.s.nomethod()",
  "1 +",
  "self",
  "self.s.reverse() == 'cba'",
  "self.?none.hasValue()",
];
const sample = {
  type: "object",
  properties: {
    s: { type: "string", maxLength: 20 },
    i: int,
    l: { type: "array", maxItems: 10, items: int },
    m: { type: "object", maxProperties: 10, additionalProperties: str },
  },
};

/** Custom resources: definitions that are refused, rules, defaults, columns. */
export const probes: readonly Probe[] = [
  {
    name: "crd-schemas",
    rv: false,
    steps: [
      field({}),
      field({ type: "nope" }),
      field({ type: "array" }),
      field({ type: "array", items: {} }),
      field({ type: "array", items: [str] }),
      field({ type: "object", properties: { b: str }, additionalProperties: str }),
      field({ type: "object", additionalProperties: true }),
      field({ type: "string", nullable: true, default: null }),
      field({ type: "string", default: 1 }),
      field({ type: "string", enum: ["a", "a"], default: "b" }),
      field({ type: "string", pattern: "(" }),
      field({ type: "string", minLength: 5, maxLength: 3 }),
      field({ type: "integer", minimum: 5, maximum: 3, multipleOf: 0 }),
      field({ type: "string", format: "nope" }),
      field({ type: "string", not: { type: "string" } }),
      field({ type: "string", anyOf: [{ type: "integer" }] }),
      field({ type: "object", "x-kubernetes-preserve-unknown-fields": false }),
      field({ type: "string", "x-kubernetes-preserve-unknown-fields": true }),
      field({ type: "object", "x-kubernetes-embedded-resource": true }),
      field({ type: "string", "x-kubernetes-int-or-string": true }),
      field({ "x-kubernetes-int-or-string": true }),
      field({ type: "array", items: str, "x-kubernetes-list-type": "nope" }),
      field({ type: "array", items: str, "x-kubernetes-list-type": "map" }),
      field({
        type: "array",
        items: { type: "object", properties: { k: str } },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
      }),
      field({
        type: "array",
        items: { type: "object", properties: { k: str }, required: ["k"] },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["none", "k", "k"],
      }),
      field({ type: "array", items: { type: "object" }, "x-kubernetes-list-type": "set" }),
      field({ type: "string", "x-kubernetes-list-type": "set" }),
      field({ type: "object", "x-kubernetes-map-type": "nope" }),
      field({ type: "string", "x-kubernetes-map-type": "atomic" }),
      field({ type: "string", uniqueItems: true }),
      field({ type: "array", items: str, uniqueItems: true }),
      field({ $ref: "#/x" }),
      field({ type: "string", definitions: {}, dependencies: {} }),
      field({ type: "object", properties: { b: str }, required: ["c", "c"] }),
      attempt({ type: "string" }),
      attempt({
        properties: { metadata: { type: "object", properties: { labels: { type: "object" } } } },
      }),
      attempt({
        properties: {
          metadata: { type: "object", properties: { name: { type: "string", pattern: "^a" } } },
          kind: { type: "integer" },
        },
      }),
      attempt({ properties: { status: str } }, { more: { subresources: { status: {} } } }),
      attempt({}, { more: { subresources: { scale: {} } } }),
      attempt({}, {
        more: {
          subresources: { scale: { specReplicasPath: "spec.x", statusReplicasPath: ".spec.y" } },
        },
      }),
      attempt({}, {
        more: {
          additionalPrinterColumns: [{ name: "", type: "nope", jsonPath: "x" }, {
            name: "a",
            type: "string",
            format: "nope",
            jsonPath: ".a",
          }],
        },
      }),
      attempt({}, {
        more: { additionalPrinterColumns: [{ name: "a", type: "string", jsonPath: ".a[" }] },
      }),
      attempt({}, {
        more: { selectableFields: [{ jsonPath: ".spec.none" }, { jsonPath: "spec" }] },
      }),
      attempt({}, { more: { schema: {} } }),
      attempt({}, { more: { served: false, storage: false } }),
      attempt({}, { more: { name: "Bad_" } }),
      attempt({}, { more: { deprecationWarning: "x" } }),
      attempt({}, { more: { deprecated: true, deprecationWarning: "" } }),
      attempt({}, {}, { scope: "Nope" }),
      attempt({}, {}, { scope: "" }),
      attempt({}, {}, {
        names: {
          plural: "Bad_",
          kind: "Bad_",
          singular: "B_",
          listKind: "x_",
          shortNames: ["A_"],
          categories: ["B_"],
        },
      }),
      attempt({}, {}, { names: { plural: "gadgets", kind: "Gadget" } }),
      attempt({}, {}, { group: "nodots" }),
      attempt({}, {}, { group: "x.k8s.io" }),
      attempt({}, {}, { preserveUnknownFields: true }),
      attempt({}, {}, { conversion: { strategy: "Nope" } }),
      attempt({}, {}, { conversion: { strategy: "Webhook" } }),
      attempt({}, {}, {
        conversion: { strategy: "None", webhook: { conversionReviewVersions: ["v1"] } },
      }),
      attempt({}, {}, { versions: [] }),
      attempt({}, {}, {
        versions: [{
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        }, {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        }],
      }),
      post(crds, { metadata: { name: "bad" }, spec: {} }, { query: "dryRun=All" }),
      post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        { metadata: { name: "x.y" } },
        { query: "dryRun=All" },
      ),
    ],
  },
  {
    name: "crd-rules",
    rv: false,
    steps: [
      attempt(specOf({ a: str }, rules({ rule: "" }))),
      attempt(specOf({ a: str }, rules({ rule: "self.b == 1" }))),
      attempt(specOf({ a: str }, rules({ rule: "self.a" }))),
      attempt(specOf({ a: str }, rules({ rule: "self.a == " }))),
      attempt(specOf({ a: str }, rules({ rule: "true", message: "a\nb" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", message: " " }))),
      attempt(specOf({ a: str }, rules({ rule: "true", messageExpression: "1" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", messageExpression: "self.b" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", reason: "Nope" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", fieldPath: ".b" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", fieldPath: "a" }))),
      attempt(specOf({ a: str }, rules({ rule: "true", optionalOldSelf: true }))),
      attempt(
        specOf({ a: { type: "array", items: { ...str, ...rules({ rule: "self == oldSelf" }) } } }),
      ),
      attempt(
        specOf(
          { l: { type: "array", items: str } },
          rules({ rule: "self.l.all(x, self.l.all(y, self.l.all(z, x != y || y == z)))" }),
        ),
      ),
      attempt(specOf({ a: str }, rules({ rule: "self.a.matches('(')" }))),
      attempt({ ...specOf({ a: str }), ...rules({ rule: "self.metadata.name == 'x'" }) }),
      attempt({ ...specOf({ a: str }), ...rules({ rule: "self.metadata.labels['a'] == 'x'" }) }),
      ...[...functions, ...refused].map((rule) =>
        attempt(specOf(sample.properties, rules({ rule, message: "no" })))
      ),
    ],
  },
  {
    name: "cel-functions",
    rv: false,
    steps: [
      ...define("cel.example.com", {
        schema: specOf(Object.fromEntries(
          functions.map((rule, i) => [`p${i}`, { ...sample, ...rules({ rule }) }]),
        )),
      }),
      ...functions.flatMap((_, i) => [
        widget("cel.example.com", { [`p${i}`]: { s: "abc", i: 1, l: [1, 2], m: { k1: "v" } } }),
        widget("cel.example.com", { [`p${i}`]: { s: "zzz9", i: 4, l: [7, 5], m: { j: "v" } } }),
        widget("cel.example.com", { [`p${i}`]: {} }),
      ]),
      remove(`${crds}/widgets.cel.example.com`, undefined, { quiet: true }),
    ],
  },
  {
    name: "custom-validation",
    rv: false,
    steps: [
      ...define("v.example.com", {
        schema: {
          required: ["spec"],
          ...specOf({
            a: { type: "string", enum: ["x", "y"], default: "x" },
            n: { type: "integer", minimum: 1, maximum: 10, exclusiveMaximum: true },
            f: { type: "number", multipleOf: 0.5 },
            p: { type: "string", pattern: "^a+$", minLength: 2, maxLength: 4 },
            l: {
              type: "array",
              minItems: 1,
              maxItems: 2,
              items: str,
              "x-kubernetes-list-type": "set",
            },
            k: {
              type: "array",
              "x-kubernetes-list-type": "map",
              "x-kubernetes-list-map-keys": ["name"],
              items: {
                type: "object",
                required: ["name"],
                properties: { name: str, v: { ...int, default: 3 } },
              },
            },
            o: { type: "object", minProperties: 1, maxProperties: 2, additionalProperties: int },
            nn: { type: "string", nullable: true },
            is: { "x-kubernetes-int-or-string": true },
            any: {
              type: "object",
              oneOf: [{ required: ["b"] }, { required: ["c"] }],
              properties: { b: str, c: str },
            },
            all: { type: "string", allOf: [{ minLength: 2 }, { maxLength: 3 }] },
            no: { type: "string", not: { enum: ["bad"] } },
            d: { type: "string", format: "date-time" },
            u: { type: "string", format: "uri" },
            e: {
              type: "object",
              "x-kubernetes-embedded-resource": true,
              "x-kubernetes-preserve-unknown-fields": true,
            },
          }, { required: ["n"] }),
        },
        more: { subresources: { status: {} } },
      }),
      widget("v.example.com", undefined),
      widget("v.example.com", {}),
      widget("v.example.com", { n: 1 }),
      widget("v.example.com", { n: 10, a: "z", f: 0.3, p: "b" }),
      widget("v.example.com", { n: 1, p: "aaaaa", l: [], o: {} }),
      widget("v.example.com", { n: 1, l: ["a", "a", "b"], o: { a: 1, b: 2, c: 3 } }),
      widget("v.example.com", { n: 1, k: [{ name: "a" }, { name: "a", v: 2 }, {}] }),
      widget("v.example.com", { n: 1, nn: null, a: null, is: 1.5 }),
      widget("v.example.com", { n: 1, is: true }),
      widget("v.example.com", { n: 1, any: {}, all: "x", no: "bad" }),
      widget("v.example.com", { n: 1, any: { b: "1", c: "2" }, all: "xxxx" }),
      widget("v.example.com", { n: 1, d: "nope", u: ":" }),
      widget("v.example.com", { n: 1, e: {} }),
      widget("v.example.com", {
        n: 1,
        e: { apiVersion: "v1", kind: "X", metadata: { name: "Bad_" } },
      }),
      widget("v.example.com", { n: "1" }),
      widget("v.example.com", { n: 1.5 }),
      widget("v.example.com", [1]),
      widget("v.example.com", "text"),
      widget("v.example.com", { n: 1, unknown: 2, k: [{ name: "a", zzz: 1 }] }),
      post("/apis/v.example.com/v1/namespaces/default/widgets", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        metadata: { name: "s" },
        spec: { n: 1, unknown: 2, k: [{ name: "a", zzz: 1 }] },
      }, { query: "fieldValidation=Strict" }),
      post("/apis/v.example.com/v1/namespaces/default/widgets", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        metadata: { name: "s" },
        spec: { n: 1 },
        status: { x: 1 },
      }),
      merge("/apis/v.example.com/v1/namespaces/default/widgets/s", { spec: { n: 20, a: null } }),
      merge("/apis/v.example.com/v1/namespaces/default/widgets/s/status", {
        status: { x: 1 },
        spec: { n: 5 },
      }),
      json("/apis/v.example.com/v1/namespaces/default/widgets/s", [{
        op: "add",
        path: "/spec/k",
        value: [{ name: "q" }],
      }, { op: "test", path: "/spec/n", value: 1 }]),
      json("/apis/v.example.com/v1/namespaces/default/widgets/s", [{
        op: "test",
        path: "/spec/n",
        value: 2,
      }]),
      json("/apis/v.example.com/v1/namespaces/default/widgets/s", [{
        op: "remove",
        path: "/spec/none",
      }]),
      json("/apis/v.example.com/v1/namespaces/default/widgets/s", [{ op: "nope", path: "/spec" }]),
      json("/apis/v.example.com/v1/namespaces/default/widgets/s", [{
        op: "move",
        from: "/spec/k",
        path: "/spec/kk",
      }]),
      apply("/apis/v.example.com/v1/namespaces/default/widgets/s", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        spec: { k: [{ name: "q", v: 9 }, { name: "r" }] },
      }),
      apply("/apis/v.example.com/v1/namespaces/default/widgets/s", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        spec: { k: [{ name: "r" }], l: ["a"] },
      }),
      apply("/apis/v.example.com/v1/namespaces/default/widgets/s", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        spec: { l: ["b", "b"] },
      }),
      apply("/apis/v.example.com/v1/namespaces/default/widgets/s", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        spec: { n: "x" },
      }),
      put("/apis/v.example.com/v1/namespaces/default/widgets/s", {
        apiVersion: "v.example.com/v1",
        kind: "Widget",
        metadata: { name: "s" },
        spec: { n: 1 },
      }),
      remove(`${crds}/widgets.v.example.com`, undefined, { quiet: true }),
    ],
  },
  {
    name: "nothing-left",
    rv: false,
    steps: [
      namespace("custom-probe"),
      remove("/api/v1/namespaces/custom-probe", undefined, { quiet: true }),
    ],
  },
];
