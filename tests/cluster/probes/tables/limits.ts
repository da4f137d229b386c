import { get, merge, post, type Probe } from "../steps.ts";

/** What the limits and quotas of a namespace do to Pods, claims and all that is counted. */
export const probes: readonly Probe[] = [
  {
    name: "limit-ranges",
    rv: false,
    managed: true,
    steps: [
      post("/api/v1/namespaces", { metadata: { name: "limits-probe" } }, { quiet: true }),
      post("/api/v1/namespaces/limits-probe/limitranges", {
        metadata: { name: "l" },
        spec: {
          limits: [
            {
              type: "Container",
              default: { cpu: "500m", memory: "256Mi" },
              defaultRequest: { cpu: "100m" },
              max: { cpu: "1", memory: "1Gi" },
              min: { cpu: "50m" },
              maxLimitRequestRatio: { cpu: "10" },
            },
            { type: "Pod", max: { cpu: "1500m" } },
            { type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "5Gi" } },
          ],
        },
      }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "a" },
        spec: { containers: [{ name: "c", image: "i" }] },
      }, { sleep: 1500 }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "b" },
        spec: { containers: [{ name: "c", image: "i", resources: { limits: { cpu: "2" } } }] },
      }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "c" },
        spec: { containers: [{ name: "c", image: "i", resources: { requests: { cpu: "10m" } } }] },
      }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "d" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { limits: { memory: "2Gi", cpu: "1" }, requests: { cpu: "60m" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "e" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "200m", memory: "10Mi" } },
          }],
          initContainers: [{ name: "i", image: "i" }],
        },
      }),
      post("/api/v1/namespaces/limits-probe/pods", {
        metadata: { name: "f" },
        spec: {
          containers: [{ name: "a", image: "i", resources: { limits: { cpu: "800m" } } }, {
            name: "b",
            image: "i",
            resources: { limits: { cpu: "900m" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probe/persistentvolumeclaims", {
        metadata: { name: "p" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "500Mi" } } },
      }),
      post("/api/v1/namespaces/limits-probe/persistentvolumeclaims", {
        metadata: { name: "p" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "6Gi" } } },
      }),
      post("/api/v1/namespaces/limits-probe/persistentvolumeclaims", {
        metadata: { name: "p" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } },
      }),
      post("/apis/apps/v1/namespaces/limits-probe/deployments", {
        metadata: { name: "d" },
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: {
            metadata: { labels: { a: "b" } },
            spec: { containers: [{ name: "c", image: "i", resources: { limits: { cpu: "5" } } }] },
          },
        },
      }),
    ],
  },
  {
    name: "quotas",
    rv: false,
    managed: true,
    steps: [
      post("/api/v1/namespaces", { metadata: { name: "limits-probeq" } }, { quiet: true }),
      post("/api/v1/namespaces/limits-probeq/resourcequotas", {
        metadata: { name: "q" },
        spec: {
          hard: {
            pods: "2",
            "requests.cpu": "1",
            "limits.memory": "1Gi",
            configmaps: "2",
            "count/secrets": "1",
            "services.nodeports": "1",
            services: "3",
            "requests.storage": "5Gi",
            "fast.storageclass.storage.k8s.io/requests.storage": "1Gi",
            "count/deployments.apps": "1",
            persistentvolumeclaims: "3",
          },
        },
      }),
      merge("/api/v1/namespaces/limits-probeq/resourcequotas/q/status", {
        status: {
          hard: {
            pods: "2",
            "requests.cpu": "1",
            "limits.memory": "1Gi",
            configmaps: "2",
            "count/secrets": "1",
            "services.nodeports": "1",
            services: "3",
            "requests.storage": "5Gi",
            "fast.storageclass.storage.k8s.io/requests.storage": "1Gi",
            "count/deployments.apps": "1",
            persistentvolumeclaims: "3",
          },
          used: {
            pods: "0",
            "requests.cpu": "0",
            "limits.memory": "0",
            configmaps: "0",
            "count/secrets": "0",
            "services.nodeports": "0",
            services: "0",
            "requests.storage": "0",
            "fast.storageclass.storage.k8s.io/requests.storage": "0",
            "count/deployments.apps": "0",
            persistentvolumeclaims: "0",
          },
        },
      }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "a" },
        spec: { containers: [{ name: "c", image: "i" }] },
      }, { sleep: 1500 }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "a" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "600m" }, limits: { memory: "512Mi" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "b" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "600m" }, limits: { memory: "512Mi" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "c" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "100m" }, limits: { memory: "600Mi" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "d" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "100m" }, limits: { memory: "1Mi" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probeq/pods", {
        metadata: { name: "e" },
        spec: {
          containers: [{
            name: "c",
            image: "i",
            resources: { requests: { cpu: "100m" }, limits: { memory: "1Mi" } },
          }],
        },
      }),
      post("/api/v1/namespaces/limits-probeq/configmaps", { metadata: { name: "a" } }),
      post("/api/v1/namespaces/limits-probeq/configmaps", { metadata: { name: "b" } }, {
        query: "dryRun=All",
      }),
      post("/api/v1/namespaces/limits-probeq/configmaps", { metadata: { name: "b" } }),
      post("/api/v1/namespaces/limits-probeq/configmaps", { metadata: { name: "c" } }),
      post("/api/v1/namespaces/limits-probeq/secrets", { metadata: { name: "a" } }),
      post("/api/v1/namespaces/limits-probeq/secrets", { metadata: { name: "b" } }),
      post("/api/v1/namespaces/limits-probeq/services", {
        metadata: { name: "a" },
        spec: { type: "NodePort", ports: [{ port: 80 }] },
      }),
      post("/api/v1/namespaces/limits-probeq/services", {
        metadata: { name: "b" },
        spec: { type: "NodePort", ports: [{ port: 80 }] },
      }),
      post("/api/v1/namespaces/limits-probeq/services", {
        metadata: { name: "c" },
        spec: { ports: [{ port: 80 }] },
      }),
      merge("/api/v1/namespaces/limits-probeq/services/c", { spec: { type: "NodePort" } }),
      post("/api/v1/namespaces/limits-probeq/persistentvolumeclaims", {
        metadata: { name: "p" },
        spec: {
          storageClassName: "fast",
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "2Gi" } },
        },
      }),
      post("/api/v1/namespaces/limits-probeq/persistentvolumeclaims", {
        metadata: { name: "p" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } },
      }),
      post("/api/v1/namespaces/limits-probeq/persistentvolumeclaims", {
        metadata: { name: "q" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "4Gi" } } },
      }),
      post("/apis/apps/v1/namespaces/limits-probeq/deployments", {
        metadata: { name: "d" },
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: {
            metadata: { labels: { a: "b" } },
            spec: { containers: [{ name: "c", image: "i" }] },
          },
        },
      }),
      post("/apis/apps/v1/namespaces/limits-probeq/deployments", {
        metadata: { name: "e" },
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: {
            metadata: { labels: { a: "b" } },
            spec: { containers: [{ name: "c", image: "i" }] },
          },
        },
      }),
      get("/api/v1/namespaces/limits-probeq/resourcequotas/q"),
    ],
  },
];
