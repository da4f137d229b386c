import { post, type Probe } from "../steps.ts";

const dry = { query: "dryRun=All" };
const core = "/api/v1/namespaces/default";
const apps = "/apis/apps/v1/namespaces/default";
const meta = { name: "x" };
const labels = { app: "x" };
const pod = (spec: unknown) => ({ metadata: { labels }, spec });
const container = (more: object = {}) => ({ name: "c", image: "i", ...more });
const podWith = (spec: object) =>
  post(`${core}/pods`, { metadata: meta, spec: { containers: [container()], ...spec } }, dry);
const withContainer = (more: object) => podWith({ containers: [container(more)] });
const volume = (source: object) => podWith({ volumes: [{ name: "v", ...source }] });
const service = (spec: object) => post(`${core}/services`, { metadata: meta, spec }, dry);
const deployment = (spec: object) =>
  post(`${apps}/deployments`, {
    metadata: meta,
    spec: {
      selector: { matchLabels: labels },
      template: pod({ containers: [container()] }),
      ...spec,
    },
  }, dry);

/** What each built-in kind refuses, and in which words. */
export const probes: readonly Probe[] = [
  {
    name: "pod-spec",
    rv: false,
    steps: [
      podWith({ containers: [] }),
      podWith({ containers: [{ name: "c" }] }),
      podWith({ containers: [{ image: "i" }] }),
      podWith({ containers: [container(), container()] }),
      podWith({ containers: [{ name: "Bad_Name", image: " i " }] }),
      podWith({ initContainers: [{ name: "c", image: "i" }] }),
      podWith({ restartPolicy: "Sometimes" }),
      podWith({ dnsPolicy: "Nope" }),
      podWith({ dnsPolicy: "None" }),
      podWith({ dnsConfig: { nameservers: ["a", "1.1.1.1"], searches: ["-x"] } }),
      podWith({ terminationGracePeriodSeconds: -1 }),
      podWith({ activeDeadlineSeconds: 0 }),
      podWith({ serviceAccountName: "Bad_" }),
      podWith({ nodeName: "Bad_" }),
      podWith({ nodeSelector: { "bad key": "x" } }),
      podWith({ hostname: "Bad_", subdomain: "Bad_" }),
      podWith({ hostAliases: [{ ip: "x", hostnames: ["-a"] }] }),
      podWith({ imagePullSecrets: [{}] }),
      podWith({ tolerations: [{ key: "a", operator: "Exists", value: "x" }] }),
      podWith({ tolerations: [{ operator: "Equal" }, { key: "a", effect: "Nope" }] }),
      podWith({ tolerations: [{ key: "a", tolerationSeconds: 5 }] }),
      podWith({ priorityClassName: "none-such" }),
      podWith({ securityContext: { runAsUser: -1, fsGroup: -1, sysctls: [{ name: "a b" }] } }),
      podWith({ securityContext: { seccompProfile: { type: "Localhost" } } }),
      podWith({ securityContext: { supplementalGroups: [-1], fsGroupChangePolicy: "Nope" } }),
      podWith({
        hostNetwork: true,
        containers: [container({ ports: [{ containerPort: 80, hostPort: 81 }] })],
      }),
      podWith({
        topologySpreadConstraints: [{ maxSkew: 0, topologyKey: "", whenUnsatisfiable: "Nope" }],
      }),
      podWith({
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } },
      }),
      podWith({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Nope" }] }],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }],
          },
        },
      }),
      podWith({
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "" }],
            preferredDuringSchedulingIgnoredDuringExecution: [{
              weight: 101,
              podAffinityTerm: { topologyKey: "a b" },
            }],
          },
        },
      }),
      podWith({ readinessGates: [{ conditionType: "bad type" }] }),
      podWith({ schedulingGates: [{ name: "a b" }] }),
      podWith({ runtimeClassName: "Bad_" }),
      podWith({ preemptionPolicy: "Nope" }),
      podWith({ os: { name: "beos" } }),
      podWith({ shareProcessNamespace: true, hostPID: true }),
      podWith({ overhead: { cpu: "-1" } }),
      podWith({ ephemeralContainers: [{ name: "d", image: "i" }] }),
    ],
  },
  {
    name: "container",
    rv: false,
    steps: [
      withContainer({ imagePullPolicy: "Nope" }),
      withContainer({ terminationMessagePolicy: "Nope" }),
      withContainer({ ports: [{ containerPort: 0 }, { containerPort: 70000 }] }),
      withContainer({ ports: [{ containerPort: 80, protocol: "Nope" }] }),
      withContainer({ ports: [{ containerPort: 80, name: "Bad_" }] }),
      withContainer({
        ports: [{ containerPort: 80, name: "a" }, { containerPort: 81, name: "a" }],
      }),
      withContainer({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }),
      withContainer({ ports: [{ containerPort: 80, hostPort: 70000, hostIP: "x" }] }),
      withContainer({ env: [{ name: "" }, { name: "a=b" }] }),
      withContainer({
        env: [{ name: "A", value: "1", valueFrom: { fieldRef: { fieldPath: "x" } } }],
      }),
      withContainer({ env: [{ name: "A", valueFrom: {} }] }),
      withContainer({ env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.nope" } } }] }),
      withContainer({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "", key: "" } } }] }),
      withContainer({
        env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "a", key: "a b" } } }],
      }),
      withContainer({
        env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "nope" } } }],
      }),
      withContainer({ envFrom: [{}] }),
      withContainer({
        envFrom: [{ prefix: "a=", configMapRef: { name: "a" }, secretRef: { name: "b" } }],
      }),
      withContainer({ resources: { limits: { cpu: "1" }, requests: { cpu: "2" } } }),
      withContainer({ resources: { limits: { memory: "-1" } } }),
      withContainer({ resources: { limits: { nope: "1", "a b/c": "1" } } }),
      withContainer({ resources: { requests: { "example.com/gpu": "1" } } }),
      withContainer({ resources: { requests: { "hugepages-2Mi": "3Mi" } } }),
      withContainer({ resources: { claims: [{ name: "none" }] } }),
      withContainer({ livenessProbe: {} }),
      withContainer({ livenessProbe: { httpGet: { path: "", port: 0 }, tcpSocket: { port: 1 } } }),
      withContainer({
        livenessProbe: { httpGet: { port: 80, scheme: "Nope" }, successThreshold: 2 },
      }),
      withContainer({ livenessProbe: { exec: {} } }),
      withContainer({ readinessProbe: { tcpSocket: { port: "no_t" }, periodSeconds: -1 } }),
      withContainer({ readinessProbe: { grpc: { port: 0 }, terminationGracePeriodSeconds: 1 } }),
      withContainer({
        startupProbe: { exec: { command: ["a"] }, timeoutSeconds: -1, failureThreshold: -1 },
      }),
      withContainer({ lifecycle: { postStart: {}, preStop: { sleep: { seconds: -1 } } } }),
      withContainer({ lifecycle: { preStop: { httpGet: { port: 0 }, exec: {} } } }),
      withContainer({ volumeMounts: [{ name: "none", mountPath: "" }] }),
      podWith({
        volumes: [{ name: "v", emptyDir: {} }],
        containers: [container({
          volumeMounts: [
            { name: "v", mountPath: "/a" },
            { name: "v", mountPath: "/a", subPath: "../x" },
            { name: "v", mountPath: "/b", subPath: "a", subPathExpr: "b" },
            { name: "v", mountPath: "/c:d", mountPropagation: "Nope" },
          ],
        })],
      }),
      withContainer({ volumeDevices: [{ name: "v", devicePath: "" }] }),
      withContainer({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
      withContainer({ securityContext: { runAsUser: -5, procMount: "Nope" } }),
      withContainer({
        securityContext: { capabilities: { add: ["SYS_ADMIN"] }, allowPrivilegeEscalation: false },
      }),
      withContainer({ workingDir: "", stdinOnce: true, tty: true }),
      withContainer({ restartPolicy: "Always" }),
      podWith({ initContainers: [{ name: "i", image: "i", restartPolicy: "Nope" }] }),
      podWith({
        initContainers: [{ name: "i", image: "i", livenessProbe: { exec: { command: ["a"] } } }],
      }),
      podWith({
        initContainers: [{
          name: "i",
          image: "i",
          lifecycle: { preStop: { exec: { command: ["a"] } } },
        }],
      }),
      withContainer({ resizePolicy: [{ resourceName: "cpu", restartPolicy: "Nope" }] }),
    ],
  },
  {
    name: "volumes",
    rv: false,
    steps: [
      volume({}),
      volume({ emptyDir: {}, hostPath: { path: "/a" } }),
      volume({ hostPath: { path: "" } }),
      volume({ hostPath: { path: "/a/../b", type: "Nope" } }),
      volume({ secret: {} }),
      volume({ secret: { secretName: "a", defaultMode: 1000 } }),
      volume({
        secret: { secretName: "a", items: [{ key: "", path: "" }, { key: "a", path: "../b" }] },
      }),
      volume({ configMap: {} }),
      volume({ configMap: { name: "a", items: [{ key: "k", path: "/abs", mode: -1 }] } }),
      volume({ downwardAPI: { items: [{ path: "a" }] } }),
      volume({ downwardAPI: { items: [{ path: "a", fieldRef: { fieldPath: "spec.nodeName" } }] } }),
      volume({ projected: {} }),
      volume({
        projected: {
          sources: [{ secret: {} }, { serviceAccountToken: { path: "", expirationSeconds: 1 } }],
        },
      }),
      volume({
        projected: {
          sources: [{ secret: { name: "a", items: [{ key: "k", path: "p" }] } }, {
            configMap: { name: "b", items: [{ key: "k", path: "p" }] },
          }],
        },
      }),
      volume({ persistentVolumeClaim: {} }),
      volume({ emptyDir: { sizeLimit: "-1" } }),
      volume({ nfs: { server: "", path: "a" } }),
      volume({ csi: { driver: "" } }),
      volume({ ephemeral: {} }),
      volume({ image: { reference: "", pullPolicy: "Nope" } }),
      podWith({
        volumes: [{ name: "v", emptyDir: {} }, { name: "v", emptyDir: {} }, {
          name: "B_",
          emptyDir: {},
        }],
      }),
    ],
  },
  {
    name: "services",
    rv: false,
    steps: [
      service({}),
      service({ ports: [] }),
      service({ ports: [{ port: 0 }] }),
      service({ ports: [{ port: 80 }, { port: 81 }] }),
      service({ ports: [{ port: 80, name: "a" }, { port: 80, name: "b" }] }),
      service({ ports: [{ port: 80, name: "a" }, { port: 81, name: "a" }] }),
      service({ ports: [{ port: 80, protocol: "Nope" }] }),
      service({ ports: [{ port: 80, targetPort: "Bad_" }] }),
      service({ ports: [{ port: 80, targetPort: 70000 }] }),
      service({ ports: [{ port: 80, nodePort: 30001 }] }),
      service({ type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }),
      service({ type: "Nope", ports: [{ port: 80 }] }),
      service({ type: "ExternalName" }),
      service({ type: "ExternalName", externalName: "Bad_" }),
      service({
        type: "ExternalName",
        externalName: "a.b",
        clusterIP: "None",
        ports: [{ port: 80 }],
      }),
      service({ clusterIP: "None", type: "NodePort", ports: [{ port: 80 }] }),
      service({ clusterIP: "bad", ports: [{ port: 80 }] }),
      service({ clusterIP: "1.2.3.4", ports: [{ port: 80 }] }),
      service({ sessionAffinity: "Nope", ports: [{ port: 80 }] }),
      service({
        sessionAffinity: "ClientIP",
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } },
        ports: [{ port: 80 }],
      }),
      service({ selector: { "a b": "c" }, ports: [{ port: 80 }] }),
      service({ externalIPs: ["bad", "127.0.0.1"], ports: [{ port: 80 }] }),
      service({
        type: "LoadBalancer",
        loadBalancerSourceRanges: ["1.2.3.4"],
        ports: [{ port: 80 }],
      }),
      service({ loadBalancerSourceRanges: ["1.2.3.0/24"], ports: [{ port: 80 }] }),
      service({ type: "LoadBalancer", loadBalancerClass: "bad class", ports: [{ port: 80 }] }),
      service({ loadBalancerClass: "a/b", ports: [{ port: 80 }] }),
      service({ externalTrafficPolicy: "Local", ports: [{ port: 80 }] }),
      service({ type: "NodePort", externalTrafficPolicy: "Nope", ports: [{ port: 80 }] }),
      service({ internalTrafficPolicy: "Nope", ports: [{ port: 80 }] }),
      service({ healthCheckNodePort: 31000, ports: [{ port: 80 }] }),
      service({ ipFamilies: ["IPv6"], ports: [{ port: 80 }] }),
      service({ ipFamilies: ["Nope"], ipFamilyPolicy: "Nope", ports: [{ port: 80 }] }),
      service({ ipFamilyPolicy: "RequireDualStack", ports: [{ port: 80 }] }),
      service({ ports: [{ port: 80, appProtocol: "bad proto" }] }),
      service({ trafficDistribution: "Nope", ports: [{ port: 80 }] }),
      service({ publishNotReadyAddresses: true, clusterIP: "None" }),
      service({ clusterIP: "None", clusterIPs: ["10.96.0.7"], ports: [{ port: 80 }] }),
      service({
        ports: [{ port: 53, name: "a", protocol: "UDP" }, { port: 53, name: "b", protocol: "TCP" }],
      }),
      service({
        type: "LoadBalancer",
        allocateLoadBalancerNodePorts: false,
        ports: [{ port: 80 }],
      }),
    ],
  },
  {
    name: "workloads",
    rv: false,
    steps: [
      deployment({ replicas: -1 }),
      deployment({ selector: {} }),
      deployment({ selector: { matchLabels: { app: "other" } } }),
      deployment({ selector: { matchExpressions: [{ key: "a", operator: "In" }] } }),
      deployment({
        selector: {
          matchExpressions: [{ key: "a", operator: "Exists", values: ["x"] }, {
            key: "b",
            operator: "Nope",
          }],
        },
      }),
      deployment({ strategy: { type: "Nope" } }),
      deployment({ strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }),
      deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      deployment({ strategy: { rollingUpdate: { maxSurge: "x%", maxUnavailable: "150%" } } }),
      deployment({ minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: 0 }),
      deployment({ minReadySeconds: 700 }),
      deployment({ template: pod({ containers: [container()], restartPolicy: "Never" }) }),
      deployment({ template: { spec: { containers: [container()] } } }),
      deployment({ template: pod({ containers: [container()], activeDeadlineSeconds: 5 }) }),
      post(`${apps}/statefulsets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [container()] }),
          podManagementPolicy: "Nope",
          updateStrategy: { type: "Nope" },
        },
      }, dry),
      post(`${apps}/statefulsets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [container()] }),
          serviceName: "Bad_",
          replicas: -2,
          updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } },
        },
      }, dry),
      post(`${apps}/statefulsets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [container()] }),
          volumeClaimTemplates: [{ metadata: { name: "d" }, spec: {} }],
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Nope" },
          ordinals: { start: -1 },
        },
      }, dry),
      post(`${apps}/daemonsets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          updateStrategy: { type: "Nope" },
        },
      }, dry),
      post(`${apps}/daemonsets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [container()] }),
          updateStrategy: { rollingUpdate: { maxUnavailable: 0 } },
          minReadySeconds: -1,
        },
      }, dry),
      post(`${apps}/replicasets`, {
        metadata: meta,
        spec: {
          selector: { matchLabels: labels },
          template: pod({ containers: [] }),
          replicas: -1,
        },
      }, dry),
      post(`${core}/replicationcontrollers`, {
        metadata: meta,
        spec: { replicas: -1, selector: {}, template: pod({ containers: [container()] }) },
      }, dry),
      post(`${core}/replicationcontrollers`, {
        metadata: meta,
        spec: { selector: { a: "b" }, template: pod({ containers: [container()] }) },
      }, dry),
      post(`${core}/podtemplates`, { metadata: meta, template: pod({ containers: [] }) }, dry),
      ...[
        { template: pod({ containers: [container()] }) },
        { template: pod({ containers: [container()], restartPolicy: "Always" }) },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          parallelism: -1,
          completions: -1,
          backoffLimit: -1,
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          activeDeadlineSeconds: -1,
          ttlSecondsAfterFinished: -1,
          completionMode: "Nope",
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          completionMode: "Indexed",
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          manualSelector: true,
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          selector: { matchLabels: { a: "b" } },
        },
        {
          template: pod({ containers: [container()], restartPolicy: "OnFailure" }),
          podFailurePolicy: {
            rules: [{ action: "Nope", onExitCodes: { operator: "Nope", values: [] } }],
          },
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          podReplacementPolicy: "Nope",
          backoffLimitPerIndex: 1,
        },
        {
          template: pod({ containers: [container()], restartPolicy: "Never" }),
          suspend: true,
          managedBy: "bad name",
          successPolicy: { rules: [] },
        },
      ].map((spec) =>
        post("/apis/batch/v1/namespaces/default/jobs", { metadata: meta, spec }, dry)
      ),
      ...[
        { schedule: "" },
        { schedule: "* * *" },
        { schedule: "61 * * * *" },
        { schedule: "@every 1h", timeZone: "Nope/Zone" },
        { schedule: "TZ=UTC * * * * *" },
        { schedule: "* * * * *", concurrencyPolicy: "Nope" },
        {
          schedule: "* * * * *",
          startingDeadlineSeconds: -1,
          successfulJobsHistoryLimit: -1,
          failedJobsHistoryLimit: -1,
        },
        { schedule: "* * * * *", timeZone: "" },
        { schedule: "* * * * *", timeZone: "Local" },
      ].map((spec) =>
        post("/apis/batch/v1/namespaces/default/cronjobs", {
          metadata: meta,
          spec: {
            jobTemplate: {
              spec: { template: pod({ containers: [container()], restartPolicy: "Never" }) },
            },
            ...spec,
          },
        }, dry)
      ),
      post("/apis/batch/v1/namespaces/default/cronjobs", {
        metadata: { name: "a".repeat(53) },
        spec: {
          schedule: "* * * * *",
          jobTemplate: {
            spec: { template: pod({ containers: [container()], restartPolicy: "Always" }) },
          },
        },
      }, dry),
    ],
  },
];
