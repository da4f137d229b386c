/** What objects of public repositories showed: defaults that hang on what else is said, and who owns them. */
import { apply, post, type Probe, remove } from "../steps.ts";

const dry = "fieldManager=one&force=true&dryRun=All";
const service = { name: "hook", namespace: "default", path: "/convert" };
const workload = (more: object) => ({
  selector: { matchLabels: { a: "b" } },
  template: {
    metadata: { labels: { a: "b" } },
    spec: { containers: [{ name: "a", image: "b" }] },
  },
  ...more,
});

export const probes: readonly Probe[] = [{
  name: "repositories",
  managed: true,
  rv: false,
  steps: [
    post("/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "probe-repositories" },
    }, { query: "fieldManager=one" }),
    post("/apis/apps/v1/namespaces/probe-repositories/daemonsets", {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "one" },
      spec: workload({}),
    }, { query: "fieldManager=one" }),
    ...["RollingUpdate", "OnDelete", undefined].map((type, i) =>
      apply(`/apis/apps/v1/namespaces/probe-repositories/statefulsets/s${i}`, {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: `s${i}` },
        spec: workload({ serviceName: "s", updateStrategy: type === undefined ? {} : { type } }),
      }, { query: dry })
    ),
    apply("/apis/apiregistration.k8s.io/v1/apiservices/v1.probe.example.com", {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.probe.example.com" },
      spec: {
        group: "probe.example.com",
        version: "v1",
        groupPriorityMinimum: 10,
        versionPriority: 10,
        service: { name: "hook", namespace: "default" },
      },
    }, { query: dry }),
    apply("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gears.probe.example.com", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gears.probe.example.com" },
      spec: {
        group: "probe.example.com",
        scope: "Namespaced",
        names: { kind: "Gear", plural: "gears" },
        conversion: {
          strategy: "Webhook",
          webhook: { conversionReviewVersions: ["v1"], clientConfig: { service } },
        },
        versions: [{
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        }],
      },
    }, { query: dry }),
    apply("/api/v1/namespaces/probe-repositories/persistentvolumeclaims/one", {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "one" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "${SIZE}" } } },
    }, { query: dry }),
    remove("/api/v1/namespaces/probe-repositories"),
  ],
}];
