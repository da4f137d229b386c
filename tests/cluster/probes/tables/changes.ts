import { get, merge, namespace, post, type Probe, put, remove, strategic } from "../steps.ts";

const core = "/api/v1/namespaces/change-probe";
const apps = "/apis/apps/v1/namespaces/change-probe";
const batch = "/apis/batch/v1/namespaces/change-probe";
const net = "/apis/networking.k8s.io/v1/namespaces/change-probe";
const template = {
  metadata: { labels: { a: "b" } },
  spec: { containers: [{ name: "c", image: "i" }] },
};
const workload = { selector: { matchLabels: { a: "b" } }, template };
const service = `${core}/services/s`, claim = `${core}/persistentvolumeclaims/c`;
const allocations = "/api/v1/namespaces/allocation-probe/services";
const dry = { query: "dryRun=All" };
const allocate = (name: string, spec: object, nodePort: number, more: object = {}) =>
  post(allocations, {
    metadata: { name },
    spec: { type: "NodePort", ports: [{ port: 80, nodePort }], ...spec },
  }, more);
const raw = (path: string, text: string, type = "application/json") => ({
  ...{ method: "POST", path, text },
  headers: { "Content-Type": type },
});

/** What may change in objects that stand, and bodies that cannot be read. */
export const probes: readonly Probe[] = [
  {
    name: "service-changes",
    rv: false,
    steps: [
      namespace("change-probe"),
      post(`${core}/services`, {
        metadata: { name: "s" },
        spec: { ports: [{ port: 80 }], selector: { a: "b" } },
      }),
      merge(service, { spec: { type: "NodePort" } }),
      merge(service, { spec: { type: "LoadBalancer", externalTrafficPolicy: "Local" } }, {
        ignore: ["spec.healthCheckNodePort"],
      }),
      merge(service, { spec: { clusterIP: "10.96.9.9" } }),
      merge(service, { spec: { clusterIP: null } }, { ignore: ["spec.healthCheckNodePort"] }),
      merge(service, { spec: { sessionAffinity: "ClientIP" } }, {
        ignore: ["spec.healthCheckNodePort"],
      }),
      merge(service, { spec: { type: "ClusterIP", externalTrafficPolicy: null } }),
      merge(service, { spec: { type: "ExternalName", externalName: "a.b" } }),
      merge(service, { spec: { type: "ClusterIP", externalName: null } }),
      merge(service, { spec: { ports: [] } }),
      strategic(service, { spec: { ports: [{ port: 81, name: "x" }, { port: 80, name: "y" }] } }),
      merge(`${service}/status`, { status: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } } }),
      merge(`${service}/status`, { status: { loadBalancer: { ingress: [{ ip: "bad" }] } } }),
      post(`${core}/services`, {
        metadata: { name: "h" },
        spec: { clusterIP: "None", selector: { a: "b" } },
      }),
      merge(`${core}/services/h`, {
        spec: { ports: [{ port: 80 }], publishNotReadyAddresses: true },
      }),
      remove(service),
    ],
  },
  {
    name: "service-allocations",
    rv: false,
    steps: [
      namespace("allocation-probe"),
      allocate("a", { clusterIP: "10.96.7.7" }, 30123),
      allocate("b", {}, 30123),
      allocate("c", {}, 80),
      allocate("d", { clusterIP: "10.96.7.7" }, 30125),
      allocate("b", {}, 30123, dry),
      allocate("d", { clusterIP: "10.96.7.7" }, 30125, dry),
      merge(`${allocations}/a`, { spec: { ports: [{ port: 80, nodePort: 30124 }] } }),
      remove(`${allocations}/a`),
      allocate("e", { clusterIP: "10.96.7.7" }, 30124),
    ],
  },
  {
    name: "workload-changes",
    rv: false,
    steps: [
      namespace("change-probe"),
      post(`${apps}/deployments`, { metadata: { name: "d" }, spec: workload }),
      merge(`${apps}/deployments/d`, { spec: { selector: { matchLabels: { x: "y" } } } }),
      merge(`${apps}/deployments/d`, { spec: { template: { metadata: { labels: { a: "c" } } } } }),
      merge(`${apps}/deployments/d`, { spec: { paused: true, minReadySeconds: 5 } }),
      merge(`${apps}/deployments/d`, { spec: { strategy: { type: "Recreate" } } }),
      merge(`${apps}/deployments/d`, {
        spec: { strategy: { type: "Recreate", rollingUpdate: null } },
      }),
      merge(`${apps}/deployments/d`, { spec: { strategy: null, replicas: null } }),
      merge(`${apps}/deployments/d`, { metadata: { annotations: { x: "y" } } }),
      merge(`${apps}/deployments/d`, { spec: { template: { spec: { containers: [] } } } }),
      merge(`${apps}/deployments/d/status`, {
        status: { replicas: 1, readyReplicas: 2, observedGeneration: 1 },
      }),
      put(`${apps}/deployments/d`, { metadata: { name: "d" }, spec: workload }),
      post(`${apps}/daemonsets`, { metadata: { name: "d" }, spec: workload }),
      merge(`${apps}/daemonsets/d`, { spec: { template: { spec: { hostNetwork: true } } } }),
      merge(`${apps}/daemonsets/d`, { spec: { selector: { matchLabels: { x: "y" } } } }),
      merge(`${apps}/daemonsets/d`, { spec: { updateStrategy: { type: "OnDelete" } } }),
      post(`${apps}/replicasets`, { metadata: { name: "r" }, spec: workload }),
      merge(`${apps}/replicasets/r`, { spec: { replicas: 0 } }),
      merge(`${apps}/replicasets/r/status`, { status: { replicas: 1, readyReplicas: 3 } }),
      post(`${batch}/jobs`, {
        metadata: { name: "j" },
        spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } }, suspend: true },
      }),
      merge(`${batch}/jobs/j`, { spec: { parallelism: 3, activeDeadlineSeconds: 9 } }),
      merge(`${batch}/jobs/j`, { spec: { completions: 4 } }),
      merge(`${batch}/jobs/j`, { spec: { backoffLimit: 2, ttlSecondsAfterFinished: 5 } }),
      merge(`${batch}/jobs/j`, { spec: { suspend: false } }),
      post(`${batch}/cronjobs`, {
        metadata: { name: "c" },
        spec: {
          schedule: "0 * * * *",
          jobTemplate: {
            spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } },
          },
        },
      }),
      merge(`${batch}/cronjobs/c`, { spec: { schedule: "bad", suspend: true } }),
      merge(`${batch}/cronjobs/c`, { spec: { schedule: "1 2 3 4 5", timeZone: "Nope/Where" } }),
      merge(`${batch}/cronjobs/c`, { spec: { concurrencyPolicy: "Forbid" } }),
      merge(`${batch}/cronjobs/c/status`, {
        status: { lastScheduleTime: "2020-01-01T00:00:00Z" },
      }),
      remove(`${batch}/jobs/j`),
      remove(`${batch}/cronjobs/c`),
    ],
  },
  {
    name: "other-changes",
    rv: false,
    steps: [
      namespace("change-probe"),
      post(`${core}/persistentvolumeclaims`, {
        metadata: { name: "c" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }),
      merge(claim, { spec: { resources: { requests: { storage: "2Gi" } } } }),
      merge(claim, { spec: { accessModes: ["ReadWriteMany"] } }),
      merge(claim, { spec: { volumeName: "v" } }),
      merge(`${claim}/status`, { status: { phase: "Bound", capacity: { storage: "1Gi" } } }),
      remove(claim),
      merge(claim, { metadata: { finalizers: null } }),
      post(`${core}/secrets`, { metadata: { name: "s" }, stringData: { a: "b" }, type: "x/y" }),
      merge(`${core}/secrets/s`, { type: "x/z" }),
      merge(`${core}/secrets/s`, { stringData: { c: "d" } }),
      merge(`${core}/secrets/s`, { data: { a: null }, immutable: true }),
      merge(`${core}/secrets/s`, { stringData: { e: "f" } }),
      post(`${core}/serviceaccounts`, {
        metadata: { name: "a" },
        secrets: [{ name: "x" }],
        imagePullSecrets: [{ name: "y" }],
        automountServiceAccountToken: false,
      }),
      merge(`${core}/serviceaccounts/a`, { imagePullSecrets: [{ name: "z" }] }),
      post(`${net}/ingresses`, {
        metadata: { name: "i" },
        spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
      }),
      merge(`${net}/ingresses/i`, { spec: { rules: [{ host: "*.a.b" }, { host: "bad host" }] } }),
      merge(`${net}/ingresses/i/status`, {
        status: { loadBalancer: { ingress: [{ hostname: "a.b" }] } },
      }),
      post(`${net}/networkpolicies`, {
        metadata: { name: "n" },
        spec: { podSelector: {}, egress: [{}] },
      }),
      merge(`${net}/networkpolicies/n`, { spec: { policyTypes: ["Nope"] } }),
      post("/apis/policy/v1/namespaces/change-probe/poddisruptionbudgets", {
        metadata: { name: "p" },
        spec: { maxUnavailable: "50%" },
      }),
      merge("/apis/policy/v1/namespaces/change-probe/poddisruptionbudgets/p", {
        spec: { minAvailable: 1 },
      }),
      post(`${core}/resourcequotas`, {
        metadata: { name: "q" },
        spec: { hard: { pods: "2", nope: "1" }, scopes: ["BestEffort"] },
      }),
      post(`${core}/limitranges`, {
        metadata: { name: "l" },
        spec: { limits: [{ type: "Container", max: { cpu: "1" }, min: { cpu: "2" } }] },
      }),
      merge("/api/v1/namespaces/change-probe", { spec: { finalizers: [] } }),
      merge("/api/v1/namespaces/change-probe", {
        metadata: { labels: { "kubernetes.io/metadata.name": "x" } },
      }),
      merge("/api/v1/namespaces/change-probe/status", { status: { phase: "Terminating" } }),
      get("/api/v1/namespaces/change-probe"),
    ],
  },
  {
    name: "bodies",
    rv: false,
    steps: [
      namespace("change-probe"),
      raw(`${core}/configmaps`, ""),
      raw(`${core}/configmaps`, "{"),
      raw(`${core}/configmaps`, '{"metadata":{"name":"a"}'),
      raw(`${core}/configmaps`, '{"metadata":{"name":"a"},}'),
      raw(`${core}/configmaps`, '{"metadata":{"name":1}}'),
      raw(`${core}/configmaps`, '{"metadata":{"name":"a","labels":["x"]}}'),
      raw(`${core}/configmaps`, '{"kind":"ConfigMap","apiVersion":"v1","metadata":"x"}'),
      raw(`${core}/configmaps`, '{"kind":"Secret","apiVersion":"v1"}'),
      raw(`${core}/configmaps`, '{"kind":"ConfigMap","apiVersion":"a/b/c"}'),
      raw(`${core}/configmaps`, '{"kind":"ConfigMap","apiVersion":"v9"}'),
      raw(`${core}/configmaps`, '{"kind":"Nope","apiVersion":"v1"}'),
      raw(
        `${core}/configmaps`,
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: y}\n",
        "application/yaml",
      ),
      raw(`${core}/configmaps`, "kind: [", "application/yaml"),
      raw(`${core}/configmaps`, "a\n- b", "application/yaml"),
      raw(`${core}/configmaps`, "{}", "text/plain"),
      raw(`${core}/configmaps`, '{"metadata":{"name":"dup"},"data":{"a":"1","a":"2"}}'),
      {
        ...raw(`${core}/configmaps`, '{"metadata":{"name":"dup2"},"data":{"a":"1","a":"2"}}'),
        query: "fieldValidation=Strict",
      },
      {
        ...raw(`${core}/configmaps`, '{"metadata":{"name":"u"},"x":1,"y":{"z":1}}'),
        query: "fieldValidation=Strict",
      },
      { ...raw(`${core}/configmaps`, '{"metadata":{"name":"u"}}'), query: "fieldValidation=Nope" },
      { ...raw(`${core}/configmaps`, '{"metadata":{"name":"u"}}'), query: "dryRun=All&dryRun=All" },
      { ...raw(`${core}/configmaps`, '{"metadata":{"name":"u"}}'), query: "dryRun=" },
      raw(`${apps}/deployments`, '{"spec":{"replicas":"1"}}'),
      raw(`${apps}/deployments`, '{"spec":{"replicas":1.5}}'),
      raw(`${apps}/deployments`, '{"spec":{"replicas":99999999999}}'),
      raw(`${apps}/deployments`, '{"spec":{"template":{"spec":{"containers":"x"}}}}'),
      raw(
        `${apps}/deployments`,
        '{"spec":{"template":{"spec":{"containers":[{"ports":[{"containerPort":"x"}]}]}}}}',
      ),
      raw(
        `${apps}/deployments`,
        '{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}}}',
      ),
      raw(`${apps}/deployments`, '{"spec":{"paused":"yes"}}'),
      raw(`${core}/secrets`, '{"metadata":{"name":"a"},"data":{"a":"!"}}'),
      raw(`${core}/events`, '{"metadata":{"name":"a"},"firstTimestamp":"yesterday"}'),
      { method: "PUT", path: `${core}/configmaps` },
      { method: "PATCH", path: `${core}/configmaps` },
      { method: "POST", path: `${core}/configmaps/x` },
      { method: "DELETE", path: "/api/v1/nodes/none" },
      { method: "OPTIONS", path: `${core}/configmaps` },
      { method: "HEAD", path: `${core}/configmaps` },
      { method: "POST", path: "/version", body: {} },
      { method: "DELETE", path: "/apis/apps/v1" },
    ],
  },
];
