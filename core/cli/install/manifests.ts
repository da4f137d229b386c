/** The objects that run the program in a cluster, shaped so that what knows Flux's own finds them. */
import type { KubeObject } from "../../contract/mod.ts";

interface DeploymentOptions {
  readonly namespace: string;
  readonly image: string;
  readonly clusterDomain: string;
  /** Leave other namespaces only metrics and webhooks. */
  readonly networkPolicy: boolean;
}

/** Ports by the names that the Services use. */
const ports = { http: 9090, events: 9080, "http-webhook": 9292, "http-prom": 8080, healthz: 9440 };
const groups = ["source", "kustomize", "helm", "notification", "image"]
  .map((group) => `${group}.toolkit.fluxcd.io`)
  .concat("source.extensions.fluxcd.io");
const app = { app: "sluice" };
/** Objects of tenants may act as these, as they may where Flux runs. */
const reconcilers = ["sluice", "kustomize-controller", "helm-controller"];

/** Namespace, rules, Services, Deployment and policies, in the order in which they can be applied. */
export function deployment(options: DeploymentOptions): readonly KubeObject[] {
  const { namespace, networkPolicy } = options;
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: namespace,
        labels: { ...labelsOf(namespace), "pod-security.kubernetes.io/warn": "restricted" },
      },
    },
    ...rules(namespace),
    ...services(namespace),
    ...networkPolicy ? policies(namespace) : [],
    program(options),
  ];
}

/** `flux check`, `flux logs` and `flux uninstall` look for these. */
function labelsOf(namespace: string) {
  return { "app.kubernetes.io/instance": namespace, "app.kubernetes.io/part-of": "flux" };
}

function object(
  kind: string,
  apiVersion: string,
  [namespace, name]: readonly [string, string],
  body: object,
): KubeObject {
  const labels = { ...labelsOf(namespace), "app.kubernetes.io/component": "sluice" };
  return { apiVersion, kind, metadata: { name, namespace, labels }, ...body };
}

function clusterWide(kind: string, namespace: string, name: string, body: object, labels = {}) {
  const metadata = { name, labels: { ...labelsOf(namespace), ...labels } };
  return { apiVersion: "rbac.authorization.k8s.io/v1", kind, metadata, ...body };
}

function rules(namespace: string): readonly KubeObject[] {
  const rbac = "rbac.authorization.k8s.io";
  const allow = (verbs: readonly string[]) => ({
    rules: [{ apiGroups: groups, resources: ["*"], verbs }],
  });
  const edit = ["create", "delete", "deletecollection", "patch", "update"];
  const to = (roles: readonly string[]) =>
    Object.fromEntries(roles.map((role) => [`${rbac}/aggregate-to-${role}`, "true"]));
  return [
    ...reconcilers.map((name) => object("ServiceAccount", "v1", [namespace, name], {})),
    clusterWide("ClusterRoleBinding", namespace, `cluster-reconciler-${namespace}`, {
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
      subjects: reconcilers.map((name) => ({ kind: "ServiceAccount", name, namespace })),
    }),
    clusterWide(
      "ClusterRole",
      namespace,
      `flux-edit-${namespace}`,
      allow(edit),
      to(["admin", "edit"]),
    ),
    clusterWide(
      "ClusterRole",
      namespace,
      `flux-view-${namespace}`,
      allow(["get", "list", "watch"]),
      to(["admin", "edit", "view"]),
    ),
    object("ResourceQuota", "v1", [namespace, `critical-pods-${namespace}`], {
      spec: {
        hard: { pods: "1000" },
        scopeSelector: {
          matchExpressions: [{
            operator: "In",
            scopeName: "PriorityClass",
            values: ["system-node-critical", "system-cluster-critical"],
          }],
        },
      },
    }),
  ];
}

/** The addresses of Flux's controllers, each answered by the one process. */
function services(namespace: string): readonly KubeObject[] {
  const targets = [
    ["source-controller", "http"],
    ["notification-controller", "events"],
    ["webhook-receiver", "http-webhook"],
  ] as const;
  return targets.map(([name, targetPort]) =>
    object("Service", "v1", [namespace, name], {
      spec: { selector: app, ports: [{ name: "http", port: 80, protocol: "TCP", targetPort }] },
    })
  );
}

/** Within the namespace all may talk, the event intake included; from outside only what is meant for it. */
function policies(namespace: string): readonly KubeObject[] {
  const open = (port: number, from: readonly object[] = [{ namespaceSelector: {} }]) => ({
    from,
    ports: [{ protocol: "TCP", port }],
  });
  const policy = (name: string, spec: object) =>
    object("NetworkPolicy", "networking.k8s.io/v1", [namespace, name], { spec });
  return [
    policy("allow-egress", {
      podSelector: {},
      egress: [{}],
      ingress: [{ from: [{ podSelector: {} }] }],
      policyTypes: ["Ingress", "Egress"],
    }),
    policy("allow-scraping", {
      podSelector: {},
      ingress: [open(ports["http-prom"])],
      policyTypes: ["Ingress"],
    }),
    policy("allow-webhooks", {
      podSelector: { matchLabels: app },
      ingress: [open(ports["http-webhook"])],
      policyTypes: ["Ingress"],
    }),
  ];
}

function program({ namespace, image, clusterDomain }: DeploymentOptions): KubeObject {
  const volumes = ["data", "tmp"];
  return object("Deployment", "apps/v1", [namespace, "sluice"], {
    spec: {
      replicas: 1,
      // The store is a folder of the pod: two of them would serve different artifacts.
      strategy: { type: "Recreate" },
      selector: { matchLabels: app },
      template: {
        metadata: {
          labels: { ...labelsOf(namespace), ...app },
          annotations: {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": String(ports["http-prom"]),
          },
        },
        spec: {
          serviceAccountName: "sluice",
          priorityClassName: "system-cluster-critical",
          terminationGracePeriodSeconds: 60,
          nodeSelector: { "kubernetes.io/os": "linux" },
          securityContext: { fsGroup: 1337 },
          // By the Service's port, and not by that of the pod.
          containers: [container(image, `source-controller.${namespace}.svc.${clusterDomain}.:80`)],
          volumes: volumes.map((name) => ({ name, emptyDir: {} })),
        },
      },
    },
  });
}

function container(image: string, advertise: string) {
  const probe = (path: string) => ({ httpGet: { path, port: "healthz" } });
  return {
    name: "manager",
    image,
    args: ["run", `--events=:${ports.events}`, `--advertise=${advertise}`],
    env: [{ name: "SLUICE_STATE", value: "/data" }],
    ports: Object.entries(ports).map(([name, containerPort]) => ({
      name,
      containerPort,
      protocol: "TCP",
    })),
    livenessProbe: probe("/healthz"),
    readinessProbe: probe("/readyz"),
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "1Gi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumeMounts: [{ name: "data", mountPath: "/data" }, { name: "tmp", mountPath: "/tmp" }],
  };
}
