import type { Choices } from "../random.ts";

/** One kind whose objects the sequences write. */
export interface Shape {
  readonly apiVersion: string;
  readonly kind: string;
  /** Path of the collection; `NS` stands for the namespace. */
  readonly path: string;
  /** Everything but kind, version and metadata; fields that are undefined are left out. */
  body(choices: Choices): object;
  status?(choices: Choices): object;
  readonly custom?: true;
}

const letters = ["a", "b", "c"];
const keys = ["k1", "k2", "k3"];

/** Some keys, now and then with null. */
export function someMap({ chance, pick }: Choices): Record<string, string | null> {
  return Object.fromEntries(
    keys.filter(() => chance(0.5)).map((key) => [key, chance(0.05) ? null : pick(letters)]),
  );
}

const container = (c: Choices) => (name: string) => ({
  name,
  image: c.pick(["i:1", "i:2"]),
  args: c.maybe(0.3, () => c.some(["x", "y"], (x) => x)),
  env: c.maybe(
    0.5,
    () =>
      c.some(
        ["A", "B", "C"],
        (name) =>
          c.chance(0.7)
            ? { name, value: c.pick(letters) }
            : { name, valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ),
  ),
  ports: c.maybe(0.5, () =>
    c.some([80, 81, 82], (port) => ({
      containerPort: port,
      protocol: c.maybe(0.4, () => c.pick(["TCP", "UDP"])),
      name: c.maybe(0.4, () => `p${port}`),
    }))),
  resources: c.maybe(0.4, () => ({
    limits: c.maybe(0.6, () => ({ cpu: c.pick(["1", "1000m", "2"]) })),
    requests: c.maybe(0.3, () => ({ cpu: c.pick(["100m", "0.1", "0.5"]) })),
  })),
  volumeMounts: c.maybe(0.4, () => c.some(["/a", "/b"], (mountPath) => ({ name: "v", mountPath }))),
  livenessProbe: c.maybe(0.2, () => ({
    httpGet: { path: c.pick(["/", "/h"]), port: 80 },
    periodSeconds: c.maybe(0.5, () => c.pick([5, 10])),
  })),
  securityContext: c.maybe(0.2, () => ({ runAsUser: c.pick([1, 2]) })),
});

const podSpec = (c: Choices) => ({
  containers: [container(c)("c1"), ...c.some(["c2", "c3"], container(c))],
  initContainers: c.maybe(0.2, () => c.some(["i1", "i2"], container(c))),
  volumes: [c.chance(0.8) ? { name: "v", emptyDir: {} } : { name: "v", configMap: { name: "x" } }],
  tolerations: c.maybe(0.3, () => c.some(["t1", "t2"], (key) => ({ key, operator: "Exists" }))),
  nodeSelector: c.maybe(0.3, () => someMap(c)),
  imagePullSecrets: c.maybe(0.2, () => c.some(["s1", "s2"], (name) => ({ name }))),
  topologySpreadConstraints: c.maybe(0.15, () =>
    c.some(keys, (topologyKey) => ({
      maxSkew: c.pick([1, 2]),
      topologyKey,
      whenUnsatisfiable: "DoNotSchedule",
    }))),
  serviceAccountName: c.maybe(0.2, () => c.pick(["sa", "sb"])),
});

const template = (c: Choices, more: object = {}) => ({
  metadata: { labels: { app: "x", ...someMap(c) } },
  spec: { ...podSpec(c), ...more },
});

/** The kinds, those with few fields too. */
export const shapes: readonly Shape[] = [
  {
    apiVersion: "v1",
    kind: "Secret",
    path: "/api/v1/namespaces/NS/secrets",
    body: (c) => ({
      data: c.maybe(0.6, () => ({ k1: c.pick(["AA==", "AQ=="]) })),
      stringData: c.maybe(0.4, () => someMap(c)),
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    path: "/apis/apps/v1/namespaces/NS/deployments",
    body: (c) => ({
      spec: {
        replicas: c.maybe(0.5, () => c.pick([1, 2])),
        selector: { matchLabels: { app: "x" } },
        template: template(c),
        strategy: c.maybe(0.3, () => c.pick([{ type: "Recreate" }, { type: "RollingUpdate" }])),
      },
    }),
    status: (c) => ({
      replicas: c.pick([0, 1, 2]),
      conditions: c.some(["Available", "Progressing"], (type) => ({ type, status: "True" })),
    }),
  },
  {
    apiVersion: "v1",
    kind: "Service",
    path: "/api/v1/namespaces/NS/services",
    body: (c) => ({
      spec: {
        type: c.maybe(0.3, () => c.pick(["ClusterIP", "NodePort", "LoadBalancer"])),
        selector: c.maybe(0.6, () => someMap(c)),
        ports: [
          { port: 80, name: "a", targetPort: c.maybe(0.3, () => c.pick([8080, "http"])) },
          ...c.some([81, 82], (port) => ({ port, name: `p${port}` })),
        ],
        externalIPs: c.maybe(0.1, () => c.some(["1.2.3.4", "1.2.3.5"], (ip) => ip)),
      },
    }),
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles",
    body: (c) => ({
      rules: c.maybe(0.8, () =>
        c.some(letters, (resource) => ({
          apiGroups: [""],
          resources: [resource],
          verbs: ["watch", ...c.some(["get", "list"], (verb) => verb)],
        }))),
    }),
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    path: "/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers",
    body: (c) => ({
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: c.pick(letters) },
        maxReplicas: c.pick([3, 4]),
        minReplicas: c.maybe(0.4, () => c.pick([1, 2])),
        behavior: c.maybe(0.3, () => ({
          scaleDown: { stabilizationWindowSeconds: c.pick([1, 2]) },
        })),
      },
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    path: "/apis/apps/v1/namespaces/NS/statefulsets",
    body: (c) => ({
      spec: {
        replicas: c.maybe(0.5, () => c.pick([1, 2])),
        serviceName: "s",
        selector: { matchLabels: { app: "x" } },
        template: template(c),
        volumeClaimTemplates: c.maybe(0.8, () => [{
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        }]),
      },
    }),
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    path: "/apis/batch/v1/namespaces/NS/cronjobs",
    body: (c) => ({
      spec: {
        schedule: c.pick(["* * * * *", "@daily"]),
        jobTemplate: { spec: { template: template(c, { restartPolicy: "Never" }) } },
      },
    }),
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    path: "/api/v1/namespaces/NS/persistentvolumeclaims",
    body: (c) => ({
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: c.pick(["1Gi", "1024Mi"]) } },
        storageClassName: c.maybe(0.3, () => "x"),
      },
    }),
  },
  {
    apiVersion: "sequences.example.com/v1",
    kind: "Thing",
    path: "/apis/sequences.example.com/v1/namespaces/NS/things",
    custom: true,
    body: (c) => ({
      spec: {
        map: c.maybe(0.5, () => someMap(c)),
        whole: c.maybe(0.4, () => someMap(c)),
        set: c.maybe(0.5, () => c.some(letters, (item) => item)),
        plain: c.maybe(0.4, () => c.some([1, 2], (item) => item)),
        list: c.maybe(0.6, () =>
          c.some(letters, (name) => ({
            name,
            protocol: c.maybe(0.4, () => c.pick(["TCP", "UDP"])),
            value: c.maybe(0.5, () => c.pick(letters)),
          }))),
        free: c.maybe(0.4, () => ({ x: c.maybe(0.5, () => c.pick([1, "a", [1, 2], { z: 1 }])) })),
        named: c.maybe(0.3, () => c.pick(letters)),
        maybe: c.maybe(0.3, () => c.pick(["x", null])),
      },
    }),
    status: (c) => ({ conditions: c.some(letters, (type) => ({ type, status: "True" })) }),
  },
];

const text = { type: "string" };
const map = (more: object = {}) => ({ type: "object", additionalProperties: text, ...more });

/** What the custom kind is. */
export const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.sequences.example.com" },
  spec: {
    group: "sequences.example.com",
    scope: "Namespaced",
    names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      subresources: { status: {} },
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: {
              type: "object",
              properties: {
                map: map(),
                whole: map({ "x-kubernetes-map-type": "atomic" }),
                set: { type: "array", items: text, "x-kubernetes-list-type": "set" },
                plain: { type: "array", items: { type: "integer" } },
                list: {
                  type: "array",
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": ["name", "protocol"],
                  items: {
                    type: "object",
                    required: ["name"],
                    properties: {
                      name: text,
                      protocol: { type: "string", default: "TCP" },
                      value: text,
                    },
                  },
                },
                free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                named: { type: "string", default: "d" },
                maybe: { type: "string", nullable: true },
              },
            },
            status: {
              type: "object",
              properties: {
                conditions: {
                  type: "array",
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": ["type"],
                  items: {
                    type: "object",
                    required: ["type"],
                    properties: { type: text, status: text },
                  },
                },
              },
            },
          },
        },
      },
    }],
  },
};
