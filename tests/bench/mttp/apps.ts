/** What is deployed in the end-to-end bench: an app is a repository and a Kustomization of four objects. */
import type { KubeObject } from "contract";

export interface AppOptions {
  readonly index: number;
  readonly namespace: string;
  readonly url: string;
}

/** The manifests of a version of every app: a Deployment scaled to zero, its account, Service and Ingress. */
export function manifests(version: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata: { name: "\${APP}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: "\${APP}", labels: { version: "${version}" } }
spec:
  replicas: 0
  selector: { matchLabels: { app: "\${APP}" } }
  template:
    metadata: { labels: { app: "\${APP}", version: "${version}" } }
    spec:
      serviceAccountName: "\${APP}"
      containers:
        - name: web
          image: "registry.example.com/web:${version}"
          ports: [{ name: http, containerPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata: { name: "\${APP}" }
spec: { selector: { app: "\${APP}" }, ports: [{ name: http, port: 8080, targetPort: http }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: "\${APP}" }
spec:
  rules:
    - host: "\${APP}.example.com"
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: "\${APP}", port: { number: 8080 } } }
`;
}

/** A tenant's namespace, and the account in it that its apps are applied as. */
export function tenant(namespace: string): readonly KubeObject[] {
  const metadata = { name: "deployer", namespace };
  const rbac = "rbac.authorization.k8s.io";
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
  ];
}

/** The two objects of an app. */
export function app({ index, namespace, url }: AppOptions): readonly [KubeObject, KubeObject] {
  const name = `app-${index}`, metadata = { name, namespace };
  return [
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata,
      spec: { url, interval: "1h", ref: { branch: "main" } },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata,
      spec: {
        sourceRef: { kind: "GitRepository", name },
        path: "./deploy",
        prune: true,
        wait: true,
        interval: "1h",
        timeout: "1m",
        serviceAccountName: "deployer",
        targetNamespace: namespace,
        postBuild: { substitute: { APP: name } },
      },
    },
  ];
}
