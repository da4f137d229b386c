import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

type Warn = (object: Tree, old?: Tree) => string[];

const nodeLabels: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "failure-domain.beta.kubernetes.io/zone":
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "failure-domain.beta.kubernetes.io/region":
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "beta.kubernetes.io/instance-type":
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function podWarnings(spec: Tree, at: string): string[] {
  const found = Object.keys(treeAt(spec, "nodeSelector")).sort().filter((key) =>
    nodeLabels[key] !== undefined
  )
    .map((key) => `${at}.nodeSelector[${key}]: ${nodeLabels[key]}`);
  treesAt(spec, "imagePullSecrets").forEach(({ name = "" }, i) => {
    if (name === "") found.push(`${at}.imagePullSecrets[${i}].name: invalid empty name ""`);
  });
  treesAt(spec, "containers").forEach((container, i) => {
    found.push(...portWarnings(container, `${at}.containers[${i}].ports`));
    const seen = new Set<string>();
    treesAt(container, "env").forEach((env, j) => {
      const name = textAt(env, "name");
      if (seen.has(name)) {
        found.push(
          `${at}.containers[${i}].env[${j}]: hides previous definition of ${
            JSON.stringify(name)
          }, which may be dropped when using apply`,
        );
      }
      seen.add(name);
    });
  });
  return found;
}

/** Ports of a container that come twice. */
function portWarnings(container: Tree, at: string): string[] {
  const first = new Map<string, number>();
  return treesAt(container, "ports").flatMap((port, i) => {
    const { containerPort, protocol, hostIP = "", hostPort = 0 } = port;
    const key = [containerPort, protocol, hostIP, hostPort].join(" ");
    const before = first.get(key);
    if (before === undefined) first.set(key, i);
    return before === undefined
      ? []
      : [`${at}[${i}]: duplicate port definition with ${at}[${before}]`];
  });
}

function nameWarning(object: Tree, old: Tree | undefined, use: string): string[] {
  const name = textAt(object, "metadata", "name");
  const problems = old === undefined ? isDns1123Label(name) : [];
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${
      problems.join(" ")
    }]`,
  ];
}

const template: Warn = (object) =>
  podWarnings(treeAt(object, "spec", "template", "spec"), "spec.template.spec");
const named: Warn = (object, old) => [
  ...nameWarning(object, old, "Pod names and hostnames"),
  ...template(object),
];

/** The finalizers of an object of its own kind that are new and have no path. */
export function finalizerWarnings(object: Tree, old?: Tree): string[] {
  const before = new Set((treeAt(old, "metadata").finalizers ?? []) as string[]);
  const now = (treeAt(object, "metadata").finalizers ?? []) as string[];
  return now.filter((name) =>
    !before.has(name) && !name.includes("/") && name !== "orphan" && name !== "foregroundDeletion"
  )
    .map((name) =>
      `metadata.finalizers: ${
        JSON.stringify(name)
      }: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`
    );
}

/** Warnings of a write by bucket. */
export const warnings: Readonly<Record<string, Warn>> = {
  "/pods": (object, old) => [
    ...nameWarning(object, old, "the Pod's hostname"),
    ...podWarnings(treeAt(object, "spec"), "spec"),
  ],
  "/services": ({ spec }) => {
    if (listAt(spec, "externalIPs").length === 0) return [];
    return [
      treeAt(spec).type === "ExternalName"
        ? 'spec.externalIPs is ignored when spec.type is "ExternalName"'
        : "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    ];
  },
  "apps/deployments": named,
  "apps/daemonsets": template,
  "apps/statefulsets": template,
  "apps/replicasets": named,
  "batch/jobs": template,
  "batch/cronjobs": (object, old) => nameWarning(object, old, "Pod names and hostnames"),
  "/persistentvolumes": (object) =>
    textAt(object, "spec", "persistentVolumeReclaimPolicy") === "Recycle"
      ? [
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
      ]
      : [],
  "/secrets": (object) => {
    if (object.type !== "kubernetes.io/tls") return [];
    const certificate = textAt(object, "data", "tls.crt");
    let text = "";
    try {
      text = atob(certificate);
    } catch { /* validation has said so */ }
    return text.includes("-----BEGIN ")
      ? []
      : ["tls: failed to find any PEM data in certificate input"];
  },
};

/** Kinds that are deprecated, by bucket. */
export const deprecations: Readonly<Record<string, string>> = {
  "/endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  "/componentstatuses": "v1 ComponentStatus is deprecated in v1.19+",
};
