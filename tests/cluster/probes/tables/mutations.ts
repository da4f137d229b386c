import { apply, merge, post, type Probe, remove } from "../steps.ts";

/** MutatingAdmissionPolicies: who is asked again, what they cannot do, and what is none. */
export const probes: readonly Probe[] = [
  {
    name: "map-reinvoke",
    rv: false,
    managed: true,
    steps: [
      post("/api/v1/namespaces", { metadata: { name: "map-order" } }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-a" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "IfNeeded",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: {
              expression:
                "Object{data: {'count': string(size(object.?metadata.labels.orValue({}))) + 'x'}}",
            },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-a" },
        spec: { policyName: "map-order-a" },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-b" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: {
              expression:
                "has(object.metadata.labels) ? [JSONPatch{op: 'add', path: '/metadata/labels/second', value: 'b'}] : [JSONPatch{op: 'add', path: '/metadata/labels', value: {'second': 'b'}}]",
            },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-b" },
        spec: { policyName: "map-order-b" },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-c" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "Never",
          matchConditions: [{ name: "only", expression: "object.metadata.name.startsWith('odd')" }],
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{data: {'n': 5}}" },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-c" },
        spec: { policyName: "map-order-c" },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-d" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "Never",
          matchConditions: [{ name: "only", expression: "object.metadata.name.startsWith('key')" }],
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: { expression: "[JSONPatch{op: 'remove', path: '/data/none'}]" },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-d" },
        spec: { policyName: "map-order-d" },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-e" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "Never",
          matchConditions: [{ name: "only", expression: "object.metadata.name.startsWith('ign')" }],
          failurePolicy: "Ignore",
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: { expression: "[JSONPatch{op: 'remove', path: '/data/none'}]" },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-e" },
        spec: { policyName: "map-order-e" },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "map-order-f" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE", "UPDATE"],
            }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "map-order" } },
          },
          reinvocationPolicy: "Never",
          matchConditions: [{ name: "only", expression: "object.metadata.name.startsWith('div')" }],
          variables: [{ name: "v", expression: "1/int(object.data.zero)" }],
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{data: {'v': string(variables.v)}}" },
          }],
        },
      }, { quiet: true }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", {
        metadata: { name: "map-order-f" },
        spec: { policyName: "map-order-f" },
      }, { quiet: true }),
      post("/api/v1/namespaces/map-order/configmaps", { metadata: { name: "warm" } }, {
        query: "dryRun=All",
        quiet: true,
        sleep: 2500,
      }),
      post("/api/v1/namespaces/map-order/configmaps", { metadata: { name: "x" } }),
      post("/api/v1/namespaces/map-order/configmaps", {
        metadata: { name: "y", labels: { one: "1" } },
        data: { k: "v" },
      }),
      merge("/api/v1/namespaces/map-order/configmaps/y", { data: { more: "1" } }),
      merge("/api/v1/namespaces/map-order/configmaps/y", { data: { more: "1" } }),
      apply("/api/v1/namespaces/map-order/configmaps/z", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "z" },
        data: { a: "b" },
      }, { query: "fieldManager=one" }),
      apply("/api/v1/namespaces/map-order/configmaps/z", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "z" },
        data: { a: "c" },
      }, { query: "fieldManager=one" }),
      post("/api/v1/namespaces/map-order/configmaps", { metadata: { name: "odd" } }),
      post("/api/v1/namespaces/map-order/configmaps", { metadata: { name: "ign" } }),
      post("/api/v1/namespaces/map-order/configmaps", {
        metadata: { name: "div" },
        data: { zero: "0" },
      }),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-a",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-a",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-b",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-b",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-c",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-c",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-d",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-d",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-e",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-e",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings/map-order-f",
        undefined,
        { quiet: true },
      ),
      remove(
        "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies/map-order-f",
        undefined,
        { quiet: true },
      ),
    ],
  },
  {
    name: "map-bad",
    rv: false,
    steps: [
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{data: 5}" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: "5" } }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{nope: 1}" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "object" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: "[1]" } }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: "5" } }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: { expression: "[JSONPatch{op: 'nope', path: 'x'}]" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: { expression: "[JSONPatch{nope: 'x'}]" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: {
              expression: "Object{metadata: Object.metadata{labels: {'a': 1}}}",
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "nope(" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "variables.x" },
          }],
          variables: [{ name: "x", expression: "1 +" }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "variables.nope" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "JSONPatch",
            jsonPatch: { expression: "[JSONPatch{op: 'add', path: '/a', value: Object.spec{}}]" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{spec: Object.spec{}}" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: {
              expression: "has(object.x) ? Object{} : Object{metadata: Object.metadata{}}",
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "ApplyConfiguration" }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", {
        metadata: { name: "x" },
        spec: {
          matchConstraints: {
            resourceRules: [{
              apiGroups: [""],
              apiVersions: ["v1"],
              resources: ["configmaps"],
              operations: ["CREATE"],
            }],
          },
          reinvocationPolicy: "Never",
          mutations: [{ patchType: "JSONPatch", applyConfiguration: { expression: "Object{}" } }],
        },
      }, { query: "dryRun=All" }),
    ],
  },
];
