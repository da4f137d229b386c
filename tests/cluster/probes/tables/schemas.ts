import {
  apply,
  get,
  json,
  merge,
  post,
  type Probe,
  put,
  remove,
  type Step,
  strategic,
} from "../steps.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const str = { type: "string" }, int = { type: "integer" };
const table = {
  headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" },
};

interface Kind {
  readonly group: string;
  readonly versions: readonly object[];
  readonly spec?: object;
}
const version = (name: string, properties: object, more: object = {}) => ({
  name,
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: "object", properties } },
  ...more,
});
const definition = ({ group, versions, spec }: Kind) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `gears.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "gears", singular: "gear", kind: "Gear", shortNames: ["gr"] },
    versions,
    ...spec,
  },
});
const ready = (group: string, name = "v1"): Step[] => [
  get(`${crds}/gears.${group}`, {
    quiet: true,
    until: { path: "status.conditions.[type=Established].status", is: "True" },
  }),
  get(`/apis/${group}/${name}/namespaces/default/gears`, { quiet: true, until: { status: 200 } }),
];
const define = (kind: Kind): Step[] => [
  post(crds, definition(kind), { quiet: true }),
  ...ready(kind.group),
];
const drop = (group: string): Step => remove(`${crds}/gears.${group}`, undefined, { quiet: true });
const gears = (group: string, name = "v1") => `/apis/${group}/${name}/namespaces/default/gears`;
const gear = (group: string, name: string, more: object, of = "v1") => ({
  apiVersion: `${group}/${of}`,
  kind: "Gear",
  metadata: { name },
  ...more,
});
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const rules = (...list: object[]) => ({ "x-kubernetes-validations": list });
const dry = { query: "dryRun=All" };
const attempt = (group: string, spec: unknown): Step =>
  post(gears(group), gear(group, "x", { spec }), dry);

const nested = object({
  map: object({}, { additionalProperties: object({ n: int, s: { ...str, default: "d" } }) }),
  list: {
    type: "array",
    items: object({
      name: str,
      port: { ...int, format: "int32" },
      tags: { type: "array", items: str },
    }),
  },
  free: object({}, { "x-kubernetes-preserve-unknown-fields": true }),
  partly: object({ known: object({ a: str }) }, { "x-kubernetes-preserve-unknown-fields": true }),
  any: { "x-kubernetes-preserve-unknown-fields": true },
  both: { "x-kubernetes-int-or-string": true, default: 7 },
  null: { ...str, nullable: true, default: null },
});
const celSpec = object(
  {
    replicas: { ...int, minimum: 0 },
    max: int,
    name: { ...str, maxLength: 30 },
    when: { type: "string", format: "date-time" },
    wait: { type: "string", format: "duration" },
    ratio: { type: "number" },
    items: {
      type: "array",
      maxItems: 5,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
      items: object({ k: { ...str, maxLength: 10 }, v: int }, {
        required: ["k"],
        ...rules({ rule: "!has(oldSelf.v) || self.v >= oldSelf.v", message: "v only grows" }),
      }),
    },
    labels: object({}, {
      maxProperties: 5,
      additionalProperties: { ...str, maxLength: 10, ...rules({ rule: "self != 'bad'" }) },
    }),
    mode: {
      ...str,
      enum: ["a", "b"],
      ...rules({ rule: "self == oldSelf", message: "mode is fixed" }),
    },
  },
  rules(
    { rule: "!has(self.max) || self.replicas <= self.max", message: "too many" },
    {
      rule: "!has(self.name) || self.name != 'root'",
      messageExpression: "'name ' + self.name + ' is reserved'",
      fieldPath: ".name",
      reason: "FieldValueForbidden",
    },
    { rule: "!has(self.when) || self.when > timestamp('2020-01-01T00:00:00Z')" },
    { rule: "!has(self.wait) || self.wait < duration('1h')" },
    { rule: "!has(self.ratio) || (self.ratio > 0.0 && self.ratio <= 1.0)" },
    {
      rule: "!oldSelf.hasValue() || !has(oldSelf.value().max) || has(self.max)",
      optionalOldSelf: true,
      message: "max stays",
    },
  ),
);

/** Custom resources in depth: several versions, lists, numbers, rules, scale, columns. */
export const probes: readonly Probe[] = [
  {
    name: "crd-versions",
    rv: false,
    steps: [
      post(
        crds,
        definition({
          group: "many.example.com",
          versions: [
            version("v1alpha1", { spec: object({ a: str }) }, {
              storage: false,
              deprecated: true,
            }),
            version("v1beta1", { spec: object({ a: str, b: str }) }, {
              storage: false,
              deprecated: true,
              deprecationWarning: "use v1",
            }),
            version("v1", { spec: object({ a: str, b: str, c: { ...str, default: "x" } }) }),
            version("v2", { spec: object({ a: str }) }, { storage: false, served: false }),
          ],
        }),
      ),
      ...ready("many.example.com"),
      get(`${crds}/gears.many.example.com`),
      get("/apis/many.example.com"),
      get("/apis/many.example.com/v1beta1"),
      get("/apis/many.example.com/v2"),
      post(
        gears("many.example.com", "v1beta1"),
        gear("many.example.com", "a", {
          spec: { a: "1", b: "2", c: "3" },
        }, "v1beta1"),
      ),
      get(`${gears("many.example.com")}/a`),
      get(`${gears("many.example.com", "v1alpha1")}/a`),
      get(`${gears("many.example.com", "v2")}/a`),
      merge(`${gears("many.example.com", "v1alpha1")}/a`, { spec: { a: "9" } }),
      put(`${gears("many.example.com")}/a`, gear("many.example.com", "a", {}, "v1beta1")),
      get(gears("many.example.com", "v1beta1")),
      merge(`${crds}/gears.many.example.com`, {
        spec: {
          versions: [
            version("v1", { spec: object({ a: str, b: str }) }, { storage: false }),
            version("v2", { spec: object({ a: str }) }),
          ],
        },
      }),
      get(`${crds}/gears.many.example.com`, { pick: ["status.storedVersions", "spec.versions"] }),
      merge(`${crds}/gears.many.example.com/status`, { status: { storedVersions: ["v2"] } }),
      merge(`${crds}/gears.many.example.com/status`, { status: { storedVersions: [] } }),
      merge(`${crds}/gears.many.example.com`, {
        spec: { versions: [version("v2", { spec: object({ a: str }) })] },
      }),
      drop("many.example.com"),
    ],
  },
  {
    name: "crd-nesting",
    generated: ["g-"],
    rv: false,
    steps: [
      ...define({ group: "nest.example.com", versions: [version("v1", { spec: nested })] }),
      attempt("nest.example.com", {}),
      attempt("nest.example.com", {
        map: { a: { n: 1, x: 2 }, b: {} },
        list: [{ name: "a", port: 80, x: 1 }, { tags: ["a"] }],
        free: { a: { b: [1, { c: null }] } },
        partly: { known: { a: "1", b: "2" }, other: { c: 1 } },
        any: [1, "a", { b: null }],
        both: "10%",
        null: null,
        gone: 1,
      }),
      attempt("nest.example.com", { map: { a: null }, list: null, free: null, both: null }),
      attempt("nest.example.com", { map: { a: { n: "1" } }, list: [{ port: 99999999999 }] }),
      attempt("nest.example.com", { map: [], list: {}, free: 1, both: 1.5 }),
      attempt("nest.example.com", { list: [{ tags: "a" }, 1, null] }),
      attempt("nest.example.com", { map: { a: { n: 12345678901234567890 } } }),
      attempt("nest.example.com", { map: { a: { n: 1.0 } } }),
      post(gears("nest.example.com"), gear("nest.example.com", "x", { spec: { gone: 1 } }), {
        query: "dryRun=All&fieldValidation=Strict",
      }),
      post(gears("nest.example.com"), gear("nest.example.com", "x", { more: 1 }), {
        query: "dryRun=All&fieldValidation=Ignore",
      }),
      post(
        gears("nest.example.com"),
        gear("nest.example.com", "x", { metadata: { nope: 1 } }),
        dry,
      ),
      post(gears("nest.example.com"), { kind: "Gear" }, dry),
      post(gears("nest.example.com"), { ...gear("nest.example.com", "x", {}), kind: "Other" }, dry),
      post(gears("nest.example.com"), gear("nest.example.com", "x", {}, "v9"), dry),
      post(gears("nest.example.com"), gear("nest.example.com", "Bad_", {}), dry),
      post(gears("nest.example.com"), {
        ...gear("nest.example.com", "x", {}),
        metadata: { generateName: "g-", labels: { "a b": "c" }, finalizers: ["x"] },
      }, dry),
      post(
        gears("nest.example.com"),
        gear("nest.example.com", "l", {
          spec: { list: [{ name: "a", port: 1 }, { name: "b", port: 2 }] },
        }),
      ),
      strategic(`${gears("nest.example.com")}/l`, { spec: { list: [] } }),
      merge(`${gears("nest.example.com")}/l`, {
        spec: { list: [{ name: "c" }], map: { k: null } },
      }),
      json(`${gears("nest.example.com")}/l`, [{
        op: "add",
        path: "/spec/list/-",
        value: { name: "d" },
      }]),
      apply(
        `${gears("nest.example.com")}/l`,
        gear("nest.example.com", "l", {
          spec: { list: [{ name: "e" }] },
        }),
        { query: "fieldManager=one&force=true" },
      ),
      get(`${gears("nest.example.com")}/l/status`),
      get(`${gears("nest.example.com")}/l/scale`),
      drop("nest.example.com"),
    ],
  },
  {
    name: "crd-cel-depth",
    rv: false,
    steps: [
      ...define({ group: "cel2.example.com", versions: [version("v1", { spec: celSpec })] }),
      attempt("cel2.example.com", { replicas: 1 }),
      attempt("cel2.example.com", { replicas: 3, max: 2 }),
      attempt("cel2.example.com", { max: 2 }),
      attempt("cel2.example.com", { replicas: 1, name: "root" }),
      attempt("cel2.example.com", { replicas: 1, when: "2019-01-01T00:00:00Z" }),
      attempt("cel2.example.com", { replicas: 1, when: "2021-01-01T00:00:00+02:00" }),
      attempt("cel2.example.com", { replicas: 1, when: "nope", wait: "nope" }),
      attempt("cel2.example.com", { replicas: 1, wait: "2h" }),
      attempt("cel2.example.com", { replicas: 1, wait: "30m", ratio: 0.5 }),
      attempt("cel2.example.com", { replicas: 1, ratio: 2 }),
      attempt("cel2.example.com", { replicas: 1, labels: { a: "bad", b: "ok" } }),
      attempt("cel2.example.com", { replicas: -1, max: -5, mode: "c" }),
      attempt("cel2.example.com", { replicas: "x", labels: { a: "bad" } }),
      post(
        gears("cel2.example.com"),
        gear("cel2.example.com", "g", {
          spec: { replicas: 1, max: 5, mode: "a", items: [{ k: "a", v: 3 }, { k: "b", v: 1 }] },
        }),
      ),
      merge(`${gears("cel2.example.com")}/g`, { spec: { mode: "b" } }),
      merge(`${gears("cel2.example.com")}/g`, { spec: { mode: null } }),
      merge(`${gears("cel2.example.com")}/g`, { spec: { max: null } }),
      merge(`${gears("cel2.example.com")}/g`, {
        spec: { items: [{ k: "b", v: 0 }, { k: "a", v: 4 }] },
      }),
      merge(`${gears("cel2.example.com")}/g`, { spec: { items: [{ k: "c", v: 0 }] } }),
      merge(`${gears("cel2.example.com")}/g`, { spec: { replicas: 9, mode: "a" } }),
      apply(
        `${gears("cel2.example.com")}/g`,
        gear("cel2.example.com", "g", {
          spec: { replicas: 2, items: [{ k: "c", v: 5 }] },
        }),
      ),
      apply(
        `${gears("cel2.example.com")}/g`,
        gear("cel2.example.com", "g", {
          spec: { replicas: 2, items: [{ k: "c", v: 4 }] },
        }),
        { query: "fieldManager=one&force=true" },
      ),
      drop("cel2.example.com"),
    ],
  },
  {
    name: "crd-scale",
    rv: false,
    steps: [
      ...define({
        group: "scale.example.com",
        versions: [version("v1", {
          spec: object({ size: int, selector: str }),
          status: object({ size: int, selector: str }),
        }, {
          subresources: {
            status: {},
            scale: {
              specReplicasPath: ".spec.size",
              statusReplicasPath: ".status.size",
              labelSelectorPath: ".status.selector",
            },
          },
          additionalPrinterColumns: [
            { name: "Size", type: "integer", jsonPath: ".spec.size" },
            { name: "Got", type: "integer", jsonPath: ".status.size", priority: 1 },
            { name: "Selector", type: "string", jsonPath: ".status.selector" },
            { name: "Made", type: "date", jsonPath: ".metadata.creationTimestamp" },
            { name: "First", type: "string", jsonPath: ".metadata.labels.first\\.one/two" },
            { name: "All", type: "string", jsonPath: ".metadata.finalizers[*]" },
          ],
          selectableFields: [{ jsonPath: ".spec.size" }],
        })],
      }),
      post(gears("scale.example.com"), {
        ...gear("scale.example.com", "s", { spec: { size: 3 }, status: { size: 9 } }),
        metadata: { name: "s", labels: { "first.one/two": "l" }, finalizers: ["a.b/c", "d.e/f"] },
      }),
      post(gears("scale.example.com"), gear("scale.example.com", "t", {})),
      get(gears("scale.example.com"), table),
      get(`${gears("scale.example.com")}/s/scale`),
      get(`${gears("scale.example.com")}/t/scale`),
      merge(`${gears("scale.example.com")}/s/status`, {
        status: { size: 2, selector: "a=b" },
        spec: { size: 77 },
        metadata: { labels: { new: "1" } },
      }),
      merge(`${gears("scale.example.com")}/s/scale`, { spec: { replicas: 5 } }),
      put(`${gears("scale.example.com")}/s/scale`, {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "s", namespace: "default" },
        spec: { replicas: 6 },
      }),
      merge(`${gears("scale.example.com")}/s/scale`, { spec: { replicas: -1 } }),
      put(
        `${gears("scale.example.com")}/s/status`,
        gear("scale.example.com", "s", { status: { size: 4 } }),
      ),
      put(
        `${gears("scale.example.com")}/s/status`,
        gear("scale.example.com", "s", { status: { size: "x" } }),
      ),
      get(`${gears("scale.example.com")}/s`),
      get(gears("scale.example.com"), { query: "fieldSelector=spec.size%3D6", ...table }),
      get(gears("scale.example.com"), { query: "fieldSelector=spec.nope%3D6" }),
      get("/apis/scale.example.com/v1"),
      merge(`${gears("scale.example.com")}/s`, { metadata: { finalizers: null } }),
      remove(gears("scale.example.com"), undefined, { quiet: true }),
      drop("scale.example.com"),
    ],
  },
  {
    name: "crd-updates",
    rv: false,
    steps: [
      ...define({
        group: "change.example.com",
        versions: [version("v1", { spec: object({ a: str }) })],
      }),
      merge(`${crds}/gears.change.example.com`, { spec: { scope: "Cluster" } }),
      merge(`${crds}/gears.change.example.com`, { spec: { group: "other.example.com" } }),
      merge(`${crds}/gears.change.example.com`, { spec: { names: { kind: "Cog" } } }),
      merge(`${crds}/gears.change.example.com`, { spec: { names: { plural: "cogs" } } }),
      merge(`${crds}/gears.change.example.com`, { spec: { names: { shortNames: ["cg"] } } }),
      get(`${crds}/gears.change.example.com`, {
        until: { path: "status.acceptedNames.shortNames.0", is: "cg" },
        pick: ["status.acceptedNames", "metadata.generation"],
      }),
      put(
        `${crds}/gears.change.example.com`,
        definition({
          group: "change.example.com",
          versions: [version("v1", { spec: object({ a: str }) })],
        }),
      ),
      merge(`${crds}/gears.change.example.com`, { metadata: { labels: { a: "b" } } }),
      merge(`${crds}/gears.change.example.com`, {
        spec: { versions: [version("v1", { spec: object({ a: { type: "nope" } }) })] },
      }),
      apply(`${crds}/gears.change.example.com`, {
        ...definition({
          group: "change.example.com",
          versions: [version("v1", { spec: object({ a: str, b: int }) })],
        }),
      }),
      apply(`${crds}/gears.change.example.com`, {
        ...definition({
          group: "change.example.com",
          versions: [version("v1", { spec: object({ a: str, b: int }) })],
        }),
      }, { query: "fieldManager=one&force=true" }),
      // The real server accepts the names a little later.
      get(`${crds}/gears.change.example.com`, {
        until: { path: "status.acceptedNames.shortNames.0", is: "gr" },
        quiet: true,
      }),
      remove(`${crds}/gears.change.example.com`),
      get(`${crds}/gears.change.example.com`, { until: { status: 404 }, quiet: true }),
      get(`${crds}/gears.change.example.com`, { until: { status: 404 } }),
    ],
  },
];
