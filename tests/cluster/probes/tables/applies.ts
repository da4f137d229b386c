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
  strategic,
} from "../steps.ts";

const by = (manager: string, more = "") => ({ query: `fieldManager=${manager}${more}` });
const force = "&force=true", dry = "&dryRun=All";

/** An apply as a manager: `kind` adds what every body needs. */
const as =
  (kind: object, path: string) =>
  (manager: string, body: { metadata?: object; [field: string]: unknown }, more = ""): Step => {
    const metadata = { name: path.split("/").at(-1), ...body.metadata };
    return apply(path, { ...kind, ...body, metadata }, by(manager, more));
  };

const map = (space: string) => ({
  path: `/api/v1/namespaces/${space}/configmaps/a`,
  set: as(
    { apiVersion: "v1", kind: "ConfigMap" },
    `/api/v1/namespaces/${space}/configmaps/a`,
  ),
});
const basics = map("apply-basics"), removals = map("apply-removals"), mixed = map("apply-mixed");
const deployment = (space: string) => `/apis/apps/v1/namespaces/${space}/deployments/d`;
const workload = { apiVersion: "apps/v1", kind: "Deployment" };
const lists = as(workload, deployment("apply-lists"));
const container = (name: string, more: object = {}) => ({ name, image: `${name}:1`, ...more });
const pod = (containers: object[], more: object = {}) => ({
  spec: {
    selector: { matchLabels: { app: "d" } },
    template: { metadata: { labels: { app: "d" } }, spec: { containers, ...more } },
  },
});
const service = as(
  { apiVersion: "v1", kind: "Service" },
  "/api/v1/namespaces/apply-service/services/s",
);
const scale = `${deployment("apply-scale")}/scale`;

/** Server-side apply: owners, conflicts, removal. */
export const probes: readonly Probe[] = [
  {
    name: "apply-basics",
    managed: true,
    steps: [
      namespace("apply-basics"),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap" }, by("one")),
      basics.set("one", { data: { a: "1" } }, dry),
      get(basics.path),
      basics.set("one", { data: { a: "1", b: "2" } }),
      basics.set("one", { data: { a: "1", b: "2" } }),
      basics.set("two", { data: { a: "1" }, metadata: { labels: { l: "1" } } }),
      basics.set("two", { data: { a: "2" } }),
      basics.set("two", { data: { a: "2" } }, force),
      basics.set("one", { data: { b: "2" } }),
      basics.set("two", { data: { a: "2" }, metadata: { uid: "x" } }),
      basics.set("two", { metadata: { resourceVersion: "1" }, data: { a: "3" } }),
      basics.set("two", { metadata: { name: "other" } }),
      basics.set("two", { metadata: { namespace: "other" } }),
      basics.set("two", { metadata: { managedFields: [{ manager: "x" }] } }),
      basics.set("two", { metadata: { managedFields: [] } }),
      basics.set("", { data: {} }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap" }, { query: "" }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap" }, {
        query: `fieldManager=${"x".repeat(129)}`,
      }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap" }, {
        query: "fieldManager=a%07b",
      }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap", nope: 1 }, {
        query: "fieldManager=one&fieldValidation=Strict",
      }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap", data: { a: 1 } }, by("one")),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap", data: ["a"] }, by("one")),
      apply(basics.path, { apiVersion: "v1", kind: "Secret" }, by("one")),
      apply(basics.path, { apiVersion: "v2", kind: "ConfigMap" }, by("one")),
      apply(basics.path, {}, by("one")),
      apply(basics.path, [], by("one")),
      basics.set("one", { immutable: true }, force),
      basics.set("one", { data: { z: "1" } }, force),
      basics.set("one", { metadata: { annotations: { a: "1" }, ownerReferences: [] } }, force),
      remove(basics.path),
      basics.set("one", { metadata: { uid: "11111111-1111-1111-1111-111111111111" } }),
      basics.set("one", { metadata: { resourceVersion: "1" } }),
      basics.set("one", { metadata: { generateName: "a-" } }),
      apply(basics.path, { apiVersion: "v1", kind: "ConfigMap", data: { x: "1" } }, by("one")),
    ],
  },
  {
    name: "apply-removals",
    managed: true,
    steps: [
      namespace("apply-removals"),
      removals.set("one", {
        metadata: { labels: { a: "1", b: "2" }, annotations: { x: "y" }, finalizers: ["a.b/c"] },
        data: { a: "1", b: "2" },
        binaryData: { c: "AA==" },
      }),
      removals.set("two", { data: { a: "1", c: "3" }, metadata: { labels: { a: "1" } } }),
      removals.set("one", { data: {} }),
      removals.set("two", {}),
      removals.set("one", { data: { k: "v" } }),
      removals.set("one", { data: null }),
      removals.set("one", { data: { k: null } }),
      removals.set("one", { metadata: { labels: null, annotations: {} } }),
      merge(removals.path, { data: { z: "1" } }, by("two")),
      removals.set("two", { data: { z: "1" } }),
      removals.set("two", {}),
      merge(removals.path, { data: { z: null } }, by("three")),
      json(removals.path, [{ op: "remove", path: "/metadata/finalizers" }], by("three")),
      get(removals.path),
    ],
  },
  {
    name: "apply-mixed",
    managed: true,
    steps: [
      namespace("apply-mixed"),
      post("/api/v1/namespaces/apply-mixed/configmaps", {
        metadata: { name: "a" },
        data: { a: "1" },
      }, by("maker")),
      mixed.set("one", { data: { a: "2" } }),
      mixed.set("one", { data: { a: "1" } }),
      put(mixed.path, { metadata: { name: "a" }, data: { a: "3" } }, by("putter")),
      mixed.set("one", { data: { a: "1" } }),
      mixed.set("one", { data: { a: "1" } }, force),
      put(mixed.path, { metadata: { name: "a" } }, by("putter")),
      mixed.set("one", { data: { a: "1" } }),
      json(mixed.path, [{ op: "replace", path: "/data/a", value: "9" }], by("jsoner")),
      strategic(mixed.path, { data: { a: "9", b: "8" } }, by("jsoner")),
      mixed.set("two", { data: { b: "7" } }),
      merge(mixed.path, { metadata: { managedFields: [{}] } }, by("x")),
      mixed.set("two", { data: { b: "7" } }),
      get(mixed.path),
      remove(mixed.path),
    ],
  },
  {
    name: "apply-lists",
    managed: true,
    rv: false,
    steps: [
      namespace("apply-lists"),
      lists("one", pod([container("a"), container("b")])),
      lists("two", pod([container("c")])),
      lists("two", pod([container("a", { image: "x" })])),
      lists("one", pod([container("b"), container("a")])),
      lists("one", pod([container("b")])),
      lists("two", pod([container("c"), container("c")])),
      lists("two", pod([{ image: "x" }])),
      lists(
        "one",
        pod([container("b", { ports: [{ containerPort: 80 }, { containerPort: 81 }] })]),
      ),
      lists(
        "two",
        pod([container("b", { ports: [{ containerPort: 80, protocol: "TCP", name: "w" }] })]),
      ),
      lists("one", pod([container("b", { ports: [{ containerPort: 81 }] })])),
      lists(
        "one",
        pod([container("b", { ports: [{ containerPort: 80 }, { containerPort: 80 }] })]),
      ),
      lists("one", pod([container("b", { env: [{ name: "A", value: "1" }, { name: "B" }] })])),
      lists("two", pod([container("b", { env: [{ name: "A", value: "2" }] })])),
      lists("two", pod([container("b", { env: [{ name: "A", value: "2" }] })]), force),
      lists("one", pod([container("b", { env: [{ name: "B", value: "3" }] })])),
      lists("one", pod([container("b", { command: ["a"], args: ["b", "c"] })])),
      lists("two", pod([container("b", { command: ["b"] })])),
      lists(
        "one",
        pod([container("b")], { nodeSelector: { a: "b" }, tolerations: [{ key: "a" }] }),
      ),
      lists("two", pod([container("b")], { nodeSelector: { a: "c" } })),
      lists("one", pod([container("b")], { volumes: [{ name: "v", emptyDir: {} }] })),
      lists("two", pod([container("b")], { volumes: [{ name: "v", configMap: { name: "m" } }] })),
      lists(
        "two",
        pod([container("b")], { volumes: [{ name: "v", configMap: { name: "m" } }] }),
        force,
      ),
      lists("one", { spec: { ...pod([container("b")]).spec, replicas: 3 } }),
      lists("one", {
        spec: { ...pod([container("b")]).spec, strategy: { type: "Recreate" } },
      }),
      lists("one", {
        spec: { ...pod([container("b")]).spec, selector: { matchLabels: { app: "e" } } },
      }),
      lists("one", { spec: { nope: 1 } }),
      lists("one", { spec: { template: { spec: { containers: { a: 1 } } } } }),
      lists("one", { spec: { template: [] } }),
      get(deployment("apply-lists")),
    ],
  },
  {
    name: "apply-service",
    managed: true,
    rv: false,
    steps: [
      namespace("apply-service"),
      service("one", { spec: { ports: [{ port: 80, name: "a" }], selector: { a: "b" } } }),
      service("two", { spec: { ports: [{ port: 81, name: "b" }] } }),
      service("one", { spec: { ports: [{ port: 80, name: "z" }], selector: { a: "c" } } }),
      service("two", { spec: { selector: { a: "d" } } }),
      service("two", { spec: { ports: [{ port: 80, targetPort: 90 }] } }),
      service("two", { spec: { ports: [{ port: 80, protocol: "UDP", name: "u" }] } }),
      service("two", { spec: { type: "NodePort", ports: [{ port: 80, protocol: "UDP" }] } }),
      service("one", { spec: { externalIPs: ["1.1.1.1", "1.1.1.1"] } }),
      service("two", { spec: { externalIPs: ["1.1.1.1"], type: "ExternalName" } }),
      service("three", { spec: { externalName: "a.b", type: "ExternalName", ports: [] } }, force),
    ],
  },
  {
    name: "apply-scale",
    managed: true,
    rv: false,
    steps: [
      namespace("apply-scale"),
      as(workload, deployment("apply-scale"))("one", pod([container("a")])),
      apply(scale, {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "d", namespace: "apply-scale" },
        spec: { replicas: 4 },
      }, by("scaler")),
      get(deployment("apply-scale")),
      as(workload, deployment("apply-scale"))("one", {
        spec: { ...pod([container("a")]).spec, replicas: 2 },
      }),
      merge(scale, { spec: { replicas: 5 } }, by("patcher")),
      put(scale, {
        metadata: { name: "d", namespace: "apply-scale" },
        spec: { replicas: 6 },
      }, by("putter")),
      put(scale, { metadata: { name: "x", namespace: "apply-scale" }, spec: { replicas: 6 } }),
      put(scale, {
        metadata: { name: "d", namespace: "apply-scale", resourceVersion: "1" },
        spec: { replicas: 7 },
      }),
      put(scale, { metadata: { name: "d", namespace: "apply-scale" }, spec: { replicas: -1 } }),
      merge(scale, { spec: { replicas: "x" } }),
      apply(scale, { apiVersion: "autoscaling/v1", kind: "Scale", spec: { replicas: 9 } }, {
        query: "fieldManager=scaler&force=true",
      }),
      get(deployment("apply-scale")),
      apply(`${deployment("apply-scale")}/status`, {
        ...workload,
        status: { replicas: 3, conditions: [{ type: "Available", status: "True" }] },
      }, by("status")),
      apply(`${deployment("apply-scale")}/status`, {
        ...workload,
        status: { conditions: [{ type: "Progressing", status: "True" }] },
        spec: { replicas: 1 },
      }, by("other")),
      apply(deployment("apply-scale"), { ...workload, status: { replicas: 9 } }, by("third")),
      get(deployment("apply-scale")),
    ],
  },
];
