import { post, type Probe } from "../steps.ts";

const dry = { query: "dryRun=All" };
const core = "/api/v1/namespaces/default";
const meta = { name: "x" };
const networking = "/apis/networking.k8s.io/v1";
const ingress = (spec: object) =>
  post(`${networking}/namespaces/default/ingresses`, { metadata: meta, spec }, dry);
const policy = (spec: object) =>
  post(`${networking}/namespaces/default/networkpolicies`, { metadata: meta, spec }, dry);
const backend = { service: { name: "s", port: { number: 80 } } };
const hpa = (spec: object) =>
  post(
    "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
    { metadata: meta, spec },
    dry,
  );
const target = { apiVersion: "apps/v1", kind: "Deployment", name: "d" };
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const admission = "/apis/admissionregistration.k8s.io/v1";
const client = { url: "https://example.com/x" };
const hook = (more: object) => ({
  name: "a.example.com",
  clientConfig: client,
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  rules: [{ apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE"] }],
  ...more,
});
const hooks = (more: object) =>
  post(
    `${admission}/validatingwebhookconfigurations`,
    { metadata: meta, webhooks: [hook(more)] },
    dry,
  );
const vap = (spec: object) =>
  post(`${admission}/validatingadmissionpolicies`, { metadata: meta, spec }, dry);
const constraints = {
  resourceRules: [{
    apiGroups: [""],
    apiVersions: ["v1"],
    resources: ["configmaps"],
    operations: ["CREATE"],
  }],
};

/** Refusals and defaults of the kinds around workloads. */
export const probes: readonly Probe[] = [
  {
    name: "configuration-kinds",
    rv: false,
    steps: [
      post(`${core}/configmaps`, {
        metadata: meta,
        data: { "a b": "x", "": "y", "..": "z", a: "1" },
        binaryData: { a: "AA==" },
      }, dry),
      post(`${core}/configmaps`, { metadata: meta, binaryData: { a: "!!" } }, dry),
      post(`${core}/configmaps`, { metadata: meta, data: { a: 1 } }, dry),
      post(
        `${core}/configmaps`,
        { metadata: meta, data: { a: { $repeat: "x", times: 1048577 } } },
        dry,
      ),
      post(`${core}/secrets`, { metadata: meta, type: "kubernetes.io/tls", data: {} }, dry),
      post(
        `${core}/secrets`,
        { metadata: meta, type: "kubernetes.io/dockerconfigjson", data: {} },
        dry,
      ),
      post(`${core}/secrets`, {
        metadata: meta,
        type: "kubernetes.io/dockerconfigjson",
        stringData: { ".dockerconfigjson": "{bad" },
      }, dry),
      post(
        `${core}/secrets`,
        { metadata: meta, type: "kubernetes.io/dockercfg", stringData: {} },
        dry,
      ),
      post(
        `${core}/secrets`,
        { metadata: meta, type: "kubernetes.io/basic-auth", stringData: {} },
        dry,
      ),
      post(
        `${core}/secrets`,
        { metadata: meta, type: "kubernetes.io/ssh-auth", stringData: {} },
        dry,
      ),
      post(`${core}/secrets`, { metadata: meta, type: "kubernetes.io/service-account-token" }, dry),
      post(`${core}/secrets`, {
        metadata: meta,
        data: { "a b": "AA==" },
        stringData: { "c d": "x" },
      }, dry),
      post(`${core}/secrets`, { metadata: meta, data: { a: "not base64!" } }, dry),
      post(`${core}/serviceaccounts`, {
        metadata: { name: "Bad_" },
        secrets: [{ name: "a" }],
        automountServiceAccountToken: false,
      }, dry),
      post("/api/v1/namespaces", { metadata: { name: "Bad_" } }, dry),
      post("/api/v1/namespaces", { metadata: { name: "a.b" } }, dry),
      post("/api/v1/namespaces", {
        metadata: { name: "x", finalizers: ["bad"] },
        spec: { finalizers: ["bad"] },
      }, dry),
      post(`${core}/resourcequotas`, {
        metadata: meta,
        spec: { hard: { nope: "1", pods: "-1", "requests.cpu": "1.5", services: "1.5" } },
      }, dry),
      post(`${core}/resourcequotas`, {
        metadata: meta,
        spec: { hard: { pods: "1" }, scopes: ["Nope", "BestEffort", "NotBestEffort"] },
      }, dry),
      post(`${core}/resourcequotas`, {
        metadata: meta,
        spec: { hard: { "requests.cpu": "1" }, scopes: ["BestEffort"] },
      }, dry),
      post(`${core}/limitranges`, {
        metadata: meta,
        spec: { limits: [{ type: "Container", max: { cpu: "1" }, min: { cpu: "2" } }] },
      }, dry),
      post(`${core}/limitranges`, {
        metadata: meta,
        spec: { limits: [{ type: "Pod", default: { cpu: "1" } }, { type: "Pod" }] },
      }, dry),
      post(`${core}/limitranges`, {
        metadata: meta,
        spec: {
          limits: [{
            type: "Container",
            default: { cpu: "3" },
            defaultRequest: { cpu: "4" },
            max: { cpu: "2" },
            maxLimitRequestRatio: { cpu: "0" },
          }],
        },
      }, dry),
      post(`${core}/limitranges`, {
        metadata: meta,
        spec: { limits: [{ type: "PersistentVolumeClaim" }, { type: "bad type" }] },
      }, dry),
      post(`${core}/endpoints`, {
        metadata: meta,
        subsets: [{ addresses: [{ ip: "bad" }], ports: [{ port: 0 }] }, {}],
      }, dry),
      post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
        metadata: meta,
        addressType: "Nope",
        endpoints: [{ addresses: [] }],
      }, dry),
      post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
        metadata: meta,
        addressType: "IPv4",
        endpoints: [{ addresses: ["bad"], hostname: "Bad_" }],
        ports: [{ name: "Bad_", protocol: "Nope" }, { name: "a" }, { name: "a" }],
      }, dry),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: meta,
        spec: { minAvailable: 1, maxUnavailable: 1 },
      }, dry),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: meta,
        spec: {
          minAvailable: "x",
          unhealthyPodEvictionPolicy: "Nope",
          selector: { matchLabels: { "a b": "c" } },
        },
      }, dry),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: meta,
        spec: { maxUnavailable: -1 },
      }, dry),
      post(
        "/apis/scheduling.k8s.io/v1/priorityclasses",
        { metadata: meta, value: 2000000000 },
        dry,
      ),
      post("/apis/scheduling.k8s.io/v1/priorityclasses", {
        metadata: { name: "system-x" },
        value: 1,
        preemptionPolicy: "Nope",
      }, dry),
      post("/apis/coordination.k8s.io/v1/namespaces/default/leases", {
        metadata: meta,
        spec: { leaseDurationSeconds: 0, leaseTransitions: -1, holderIdentity: "" },
      }, dry),
      post("/apis/node.k8s.io/v1/runtimeclasses", { metadata: meta, handler: "Bad_" }, dry),
      post("/apis/node.k8s.io/v1/runtimeclasses", { metadata: meta }, dry),
      post("/api/v1/nodes", {
        metadata: { name: "Bad_" },
        spec: { taints: [{ key: "a", effect: "Nope" }], podCIDR: "bad" },
      }, dry),
      post("/api/v1/nodes", {
        metadata: { name: "n" },
        spec: { podCIDR: "10.0.0.0/24", unschedulable: true },
      }, dry),
    ],
  },
  {
    name: "storage-kinds",
    rv: false,
    steps: [
      post(`${core}/persistentvolumeclaims`, { metadata: meta, spec: {} }, dry),
      post(`${core}/persistentvolumeclaims`, {
        metadata: meta,
        spec: { accessModes: ["Nope"], resources: { requests: { storage: "0" } } },
      }, dry),
      post(`${core}/persistentvolumeclaims`, {
        metadata: meta,
        spec: {
          accessModes: ["ReadWriteOncePod", "ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "Bad_",
          volumeMode: "Nope",
        },
      }, dry),
      post(`${core}/persistentvolumeclaims`, {
        metadata: meta,
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSource: { kind: "X", name: "" },
          selector: { matchExpressions: [{ key: "a", operator: "Nope" }] },
        },
      }, dry),
      post("/api/v1/persistentvolumes", { metadata: meta, spec: {} }, dry),
      post("/api/v1/persistentvolumes", {
        metadata: meta,
        spec: {
          capacity: { storage: "1Gi", cpu: "1" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "/a" },
          nfs: { server: "a", path: "/b" },
        },
      }, dry),
      post("/api/v1/persistentvolumes", {
        metadata: meta,
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "/" },
          persistentVolumeReclaimPolicy: "Recycle",
        },
      }, dry),
      post("/api/v1/persistentvolumes", {
        metadata: meta,
        spec: {
          capacity: { storage: "-1" },
          accessModes: [],
          csi: { driver: "", volumeHandle: "" },
          persistentVolumeReclaimPolicy: "Nope",
          volumeMode: "Nope",
        },
      }, dry),
      post("/api/v1/persistentvolumes", {
        metadata: meta,
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          local: { path: "/a" },
        },
      }, dry),
      post("/apis/storage.k8s.io/v1/storageclasses", { metadata: meta }, dry),
      post("/apis/storage.k8s.io/v1/storageclasses", {
        metadata: meta,
        provisioner: "Bad prov",
        reclaimPolicy: "Nope",
        volumeBindingMode: "Nope",
        parameters: { "": "x" },
      }, dry),
      post("/apis/storage.k8s.io/v1/storageclasses", {
        metadata: meta,
        provisioner: "a/b",
        allowedTopologies: [{ matchLabelExpressions: [{ key: "a", values: [] }] }],
      }, dry),
      post("/apis/storage.k8s.io/v1/csidrivers", {
        metadata: meta,
        spec: { volumeLifecycleModes: ["Nope"], fsGroupPolicy: "Nope" },
      }, dry),
      post("/apis/storage.k8s.io/v1/csidrivers", { metadata: meta, spec: {} }, dry),
      post("/apis/storage.k8s.io/v1/volumeattachments", {
        metadata: meta,
        spec: { attacher: "", nodeName: "", source: {} },
      }, dry),
    ],
  },
  {
    name: "network-kinds",
    rv: false,
    steps: [
      ingress({}),
      ingress({ defaultBackend: {} }),
      ingress({ defaultBackend: { service: { name: "s" } } }),
      ingress({ defaultBackend: { service: { name: "s", port: { name: "a", number: 1 } } } }),
      ingress({ defaultBackend: { ...backend, resource: { kind: "X", name: "y" } } }),
      ingress({
        rules: [{ host: "1.2.3.4", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      }),
      ingress({ rules: [{ host: "*.a.*", http: { paths: [] } }] }),
      ingress({
        rules: [{
          host: "Bad_",
          http: { paths: [{ path: "x", pathType: "Exact", backend }, { path: "/", backend }] },
        }],
      }),
      ingress({
        rules: [{
          http: {
            paths: [{ path: "/a//b", pathType: "Prefix", backend }, {
              path: "/a",
              pathType: "Nope",
              backend: { service: { name: "Bad_", port: { number: 0 } } },
            }],
          },
        }],
      }),
      ingress({
        ingressClassName: "Bad_",
        defaultBackend: backend,
        tls: [{ hosts: ["Bad_"], secretName: "Bad_" }],
      }),
      ingress({ rules: [{ host: "*.a.b" }, {}], defaultBackend: backend }),
      post(`${networking}/ingressclasses`, { metadata: meta, spec: { controller: "bad" } }, dry),
      post(`${networking}/ingressclasses`, {
        metadata: meta,
        spec: { controller: "a.b/c", parameters: { kind: "X", name: "y", scope: "Namespace" } },
      }, dry),
      policy({}),
      policy({ podSelector: {}, policyTypes: ["Nope"] }),
      policy({ podSelector: {}, ingress: [{ from: [{}] }] }),
      policy({
        podSelector: {},
        ingress: [{
          from: [{ ipBlock: { cidr: "bad" } }, {
            ipBlock: { cidr: "10.0.0.0/8", except: ["11.0.0.0/8"] },
            podSelector: {},
          }],
        }],
      }),
      policy({
        podSelector: {},
        egress: [{
          ports: [{ port: 0 }, { port: "Bad_" }, { port: 80, endPort: 70 }, { endPort: 1 }, {
            protocol: "Nope",
            port: 1,
          }],
        }],
      }),
      policy({ podSelector: { matchLabels: { "a b": "c" } }, policyTypes: ["Egress"] }),
      policy({
        podSelector: {},
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: "UDP" }] }],
      }),
    ],
  },
  {
    name: "autoscalers",
    rv: false,
    steps: [
      hpa({}),
      hpa({ scaleTargetRef: target, maxReplicas: 3 }),
      hpa({ scaleTargetRef: target, minReplicas: 5, maxReplicas: 3 }),
      hpa({ scaleTargetRef: target, minReplicas: 0, maxReplicas: 3 }),
      hpa({ scaleTargetRef: { kind: "a/b", name: "" }, maxReplicas: 0 }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{ type: "Resource" }, { type: "Nope" }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{ type: "Resource", resource: { name: "", target: { type: "Nope" } } }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 0 } },
        }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{
          type: "Pods",
          pods: { metric: { name: "a/b" }, target: { type: "AverageValue", averageValue: "-1" } },
        }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{
          type: "External",
          external: {
            metric: { name: "a" },
            target: { type: "Value", value: "5", averageValue: "4" },
          },
        }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [{
          type: "Object",
          object: {
            metric: { name: "a" },
            describedObject: { kind: "", name: "" },
            target: { type: "Value" },
          },
        }],
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        behavior: {
          scaleUp: { stabilizationWindowSeconds: -1, selectPolicy: "Nope", policies: [] },
          scaleDown: { policies: [{ type: "Nope", value: 0, periodSeconds: 0 }] },
        },
      }),
      hpa({
        scaleTargetRef: target,
        maxReplicas: 3,
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 4000,
            policies: [{ type: "Pods", value: 1, periodSeconds: 4000 }],
          },
        },
      }),
      hpa({ scaleTargetRef: target, maxReplicas: 3, behavior: { scaleUp: {} } }),
      post("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", {
        metadata: meta,
        spec: { scaleTargetRef: target, maxReplicas: 3, targetCPUUtilizationPercentage: 0 },
      }, dry),
      post("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", {
        metadata: meta,
        spec: { scaleTargetRef: target, maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
      }, dry),
    ],
  },
  {
    name: "rbac-kinds",
    rv: false,
    steps: [
      post(`${rbac}/clusterroles`, { metadata: meta, rules: [{}] }, dry),
      post(`${rbac}/clusterroles`, {
        metadata: meta,
        rules: [{ verbs: ["get"], nonResourceURLs: ["/a"], resources: ["x"], apiGroups: [""] }],
      }, dry),
      post(`${rbac}/clusterroles`, {
        metadata: meta,
        rules: [{ verbs: ["get"], resources: ["x"] }, { verbs: ["get"], apiGroups: [""] }, {
          verbs: ["get"],
          nonResourceURLs: ["*x", "a"],
        }],
      }, dry),
      post(`${rbac}/clusterroles`, {
        metadata: meta,
        rules: [],
        aggregationRule: { clusterRoleSelectors: [] },
      }, dry),
      post(`${rbac}/clusterroles`, { metadata: { name: "a:b/c%d" }, rules: [] }, dry),
      post(`${rbac}/namespaces/default/roles`, {
        metadata: meta,
        rules: [{ verbs: ["get"], nonResourceURLs: ["/a"] }],
      }, dry),
      post(`${rbac}/clusterrolebindings`, {
        metadata: meta,
        roleRef: { kind: "Role", name: "a", apiGroup: "rbac.authorization.k8s.io" },
      }, dry),
      post(`${rbac}/clusterrolebindings`, {
        metadata: meta,
        roleRef: { kind: "ClusterRole", name: "", apiGroup: "x" },
        subjects: [{ kind: "Nope", name: "" }, { kind: "User", name: "a", apiGroup: "x" }, {
          kind: "ServiceAccount",
          name: "Bad_",
        }],
      }, dry),
      post(`${rbac}/namespaces/default/rolebindings`, {
        metadata: meta,
        roleRef: { kind: "ClusterRole", name: "view", apiGroup: "rbac.authorization.k8s.io" },
        subjects: [{ kind: "ServiceAccount", name: "a" }, { kind: "Group", name: "g" }],
      }, dry),
      post(`${rbac}/namespaces/default/rolebindings`, {
        metadata: meta,
        roleRef: { kind: "Role", name: "a%b" },
        subjects: [{
          kind: "ServiceAccount",
          name: "a",
          apiGroup: "rbac.authorization.k8s.io",
          namespace: "d",
        }],
      }, dry),
    ],
  },
  {
    name: "admission-kinds",
    rv: false,
    steps: [
      hooks({ name: "short" }),
      hooks({ clientConfig: {} }),
      hooks({ clientConfig: { url: "http://a/b" } }),
      hooks({ clientConfig: { url: "https://u:p@a/b?x#y" } }),
      hooks({ clientConfig: { url: "https://a", service: { name: "s", namespace: "n" } } }),
      hooks({ clientConfig: { service: { name: "", namespace: "", path: "bad", port: 0 } } }),
      hooks({ clientConfig: { service: { name: "s", namespace: "n", path: "/a//b" } } }),
      hooks({ sideEffects: "Some" }),
      hooks({ sideEffects: "Nope" }),
      hooks({ admissionReviewVersions: [] }),
      hooks({ admissionReviewVersions: ["v3", "v1", "v1"] }),
      hooks({ failurePolicy: "Nope", matchPolicy: "Nope", timeoutSeconds: 31 }),
      hooks({ timeoutSeconds: 0 }),
      hooks({ rules: [{ apiGroups: [], apiVersions: [], resources: [], operations: [] }] }),
      hooks({
        rules: [{
          apiGroups: ["*", "a"],
          apiVersions: ["*", "v1"],
          resources: ["*/*", "pods"],
          operations: ["*", "CREATE"],
          scope: "Nope",
        }],
      }),
      hooks({
        rules: [{
          apiGroups: [""],
          apiVersions: ["v1"],
          resources: ["pods/*", "pods/x"],
          operations: ["Nope"],
        }],
      }),
      hooks({
        namespaceSelector: { matchExpressions: [{ key: "a", operator: "Nope" }] },
        objectSelector: { matchLabels: { "a b": "c" } },
      }),
      hooks({
        matchConditions: [{ name: "", expression: "" }, { name: "a", expression: "nope" }, {
          name: "a",
          expression: "1",
        }],
      }),
      hooks({ caBundle: "x" }),
      post(`${admission}/mutatingwebhookconfigurations`, {
        metadata: meta,
        webhooks: [hook({ reinvocationPolicy: "Nope" }), hook({})],
      }, dry),
      vap({}),
      vap({ matchConstraints: constraints }),
      vap({ matchConstraints: constraints, validations: [{ expression: "" }] }),
      vap({ matchConstraints: constraints, validations: [{ expression: "object.x ==" }] }),
      vap({ matchConstraints: constraints, validations: [{ expression: "nope" }] }),
      vap({ matchConstraints: constraints, validations: [{ expression: "1 + 1" }] }),
      vap({
        matchConstraints: constraints,
        validations: [{ expression: "object.metadata.name == 1" }],
      }),
      vap({
        matchConstraints: constraints,
        validations: [{
          expression: "true",
          message: "a\nb",
          reason: "Nope",
          messageExpression: "1",
        }],
      }),
      vap({
        matchConstraints: constraints,
        validations: [{ expression: "true", messageExpression: "'a' +" }],
        failurePolicy: "Nope",
      }),
      vap({ matchConstraints: constraints, validations: [{ expression: "params.x == 1" }] }),
      vap({
        paramKind: { apiVersion: "bad/v/w", kind: "" },
        matchConstraints: constraints,
        validations: [{ expression: "true" }],
      }),
      vap({
        matchConstraints: constraints,
        validations: [{ expression: "variables.a" }],
        variables: [{ name: "a", expression: "true" }, { name: "a", expression: "1" }, {
          name: "b c",
          expression: "1",
        }],
      }),
      vap({
        matchConstraints: constraints,
        validations: [{ expression: "variables.later" }],
        variables: [],
      }),
      vap({
        matchConstraints: constraints,
        auditAnnotations: [{ key: "", valueExpression: "" }, { key: "a", valueExpression: "1" }, {
          key: "a",
          valueExpression: "'x'",
        }],
      }),
      vap({
        matchConstraints: constraints,
        validations: [{ expression: "true" }],
        matchConditions: [{ name: "a b", expression: "1" }],
      }),
      vap({ matchConstraints: { resourceRules: [] }, validations: [{ expression: "true" }] }),
      post(`${admission}/validatingadmissionpolicybindings`, { metadata: meta, spec: {} }, dry),
      post(`${admission}/validatingadmissionpolicybindings`, {
        metadata: meta,
        spec: { policyName: "Bad_", validationActions: ["Nope", "Deny", "Deny"] },
      }, dry),
      post(`${admission}/validatingadmissionpolicybindings`, {
        metadata: meta,
        spec: {
          policyName: "p",
          validationActions: ["Deny", "Warn"],
          paramRef: { name: "a", selector: {} },
        },
      }, dry),
      post(`${admission}/validatingadmissionpolicybindings`, {
        metadata: meta,
        spec: {
          policyName: "p",
          validationActions: ["Audit"],
          paramRef: { parameterNotFoundAction: "Nope" },
        },
      }, dry),
    ],
  },
];
