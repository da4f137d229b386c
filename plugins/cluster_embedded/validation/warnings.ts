import { isDns1123Label, isQualifiedName } from "../../lib/kubernetes_names/mod.ts";
import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { addressWarnings, blockWarnings } from "./address_warnings.ts";
import { claimWarnings, nodeLabelWarning, podWarnings, termWarnings } from "./pod_warnings.ts";

type Warn = (object: Tree, old?: Tree) => string[];

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

/** Of a template: looked at again only where the object's generation rose. */
const templated = (...path: string[]): Warn => (object, old) => {
  if (old !== undefined && isOfGeneration(object, old)) return [];
  return podWarnings(treeAt(object, ...path), path.join("."));
};

function isOfGeneration(object: Tree, old: Tree): boolean {
  return treeAt(object, "metadata").generation === treeAt(old, "metadata").generation;
}

const template = templated("spec", "template");
const named: Warn = (object, old) => [
  ...nameWarning(object, old, "Pod names and hostnames"),
  ...template(object, old),
];

const statefulSet: Warn = (object, old) => [
  ...template(object, old),
  ...treesAt(object, "spec", "volumeClaimTemplates").flatMap((claim, i) =>
    claimWarnings(
      treeAt(claim, "spec"),
      `spec.volumeClaimTemplates[${i}]${old === undefined ? "" : ".Spec"}`,
    )
  ),
  ...Number(treeAt(object, "spec").revisionHistoryLimit ?? 0) < 0
    ? [
      "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
    ]
    : [],
];

const cronJob: Warn = (object, old) => [
  ...nameWarning(object, old, "Pod names and hostnames"),
  ...templated("spec", "jobTemplate", "spec", "template")(object, old),
  ...old !== undefined && textAt(object, "spec", "schedule").includes("TZ")
    ? [
      "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
    ]
    : [],
];

const service: Warn = (object) => {
  const spec = treeAt(object, "spec"), external = listAt(spec, "externalIPs").map(String);
  const isExternal = spec.type === "ExternalName", topology = "service.kubernetes.io/topology-";
  const isHeadless = spec.type === "ClusterIP" && spec.clusterIP === "None";
  const facts: readonly (readonly [boolean, string])[] = [
    [
      treeAt(object, "metadata", "annotations")[`${topology}aware-hints`] !== undefined,
      `annotation ${topology}aware-hints is deprecated, please use ${topology}mode instead`,
    ],
    [
      isHeadless && textAt(spec, "loadBalancerIP") !== "",
      "spec.loadBalancerIP is ignored for headless services",
    ],
    [isHeadless && external.length > 0, "spec.externalIPs is ignored for headless services"],
    [
      isHeadless && spec.sessionAffinity !== "None",
      "spec.SessionAffinity is ignored for headless services",
    ],
    [
      external.length > 0 && !isHeadless && !isExternal,
      "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    ],
    [
      isExternal && external.length > 0,
      'spec.externalIPs is ignored when spec.type is "ExternalName"',
    ],
    [
      !isExternal && textAt(spec, "externalName") !== "",
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ],
    [
      spec.trafficDistribution === "PreferClose",
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ],
  ];
  return [
    ...facts.filter(([holds]) => holds).map(([, text]) => text),
    ...external.flatMap((ip, i) => addressWarnings(`spec.externalIPs[${i}]`, ip)),
    ...listAt(spec, "loadBalancerSourceRanges").flatMap((range, i) =>
      blockWarnings(`spec.loadBalancerSourceRanges[${i}]`, String(range).trim())
    ),
  ];
};

const networkPolicy: Warn = (object) =>
  [["ingress", "from"], ["egress", "to"]].flatMap(([list = "", peers = ""]) =>
    treesAt(object, "spec", list).flatMap((rule, i) =>
      treesAt(rule, peers).flatMap(({ ipBlock }, j) => {
        const at = `spec.${list}[${i}].${peers}[${j}].ipBlock`;
        return [
          ...blockWarnings(`${at}.cidr`, textAt(ipBlock, "cidr")),
          ...listAt(ipBlock, "except").flatMap((block, k) =>
            blockWarnings(`${at}.except[${k}]`, String(block))
          ),
        ];
      })
    )
  );

const ingress: Warn = (object, old) => {
  const key = "kubernetes.io/ingress.class", { ingressClassName } = treeAt(object, "spec");
  if (old !== undefined || ingressClassName !== undefined) return [];
  return treeAt(object, "metadata", "annotations")[key] === undefined
    ? []
    : [`annotation "${key}" is deprecated, please use 'spec.ingressClassName' instead`];
};

const storageClassNote = "volume.beta.kubernetes.io/storage-class";
const notes: Readonly<Record<string, string>> = {
  [storageClassNote]: 'deprecated since v1.8; use "storageClassName" attribute instead',
  "volume.beta.kubernetes.io/mount-options":
    'deprecated since v1.31; use "mountOptions" attribute instead',
};

function noteWarnings(object: Tree, keys: readonly string[]): string[] {
  const given = treeAt(object, "metadata", "annotations");
  return keys.filter((key) => given[key] !== undefined)
    .map((key) => `metadata.annotations[${key}]: ${notes[key]}`);
}

const volume: Warn = (object) => [
  ...noteWarnings(object, Object.keys(notes)),
  ...textAt(object, "spec", "persistentVolumeReclaimPolicy") === "Recycle"
    ? [
      "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
    ]
    : [],
  ...treesAt(object, "spec", "nodeAffinity", "required", "nodeSelectorTerms").flatMap((term, i) =>
    termWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`, false)
  ),
];

const storageClass: Warn = (object) =>
  treesAt(object, "allowedTopologies").flatMap((topology, i) =>
    treesAt(topology, "matchLabelExpressions").flatMap((expression, j) => {
      const warning = nodeLabelWarning(textAt(expression, "key"));
      return warning === undefined
        ? []
        : [`allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${warning}`];
    })
  );

const slice: Warn = (object, old) => [
  ...old === undefined && object.addressType === "FQDN"
    ? ["spec.addressType: FQDN endpoints are deprecated"]
    : [],
  ...treesAt(object, "endpoints").flatMap((endpoint, i) =>
    listAt(endpoint, "addresses").flatMap((address, j) =>
      addressWarnings(`endpoints[${i}].addresses[${j}]`, String(address))
    )
  ),
];

const standardFinalizers = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

/** The finalizers of a custom object that are new and not qualified. */
export function finalizerWarnings(object: Tree, old?: Tree): string[] {
  const before = new Set((treeAt(old, "metadata").finalizers ?? []) as string[]);
  const now = (treeAt(object, "metadata").finalizers ?? []) as string[];
  const added = [...new Set(now)].filter((name) => !before.has(name)).sort();
  return added.flatMap((name) => {
    const warning = (text: string) => `metadata.finalizers: ${JSON.stringify(name)}: ${text}`;
    const found = isQualifiedName(name).map(warning);
    if (name.includes("/") || standardFinalizers.has(name)) return found;
    const path = name.includes(".") ? " including a path (/)" : "";
    return [
      ...found,
      warning(
        `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
      ),
    ];
  });
}

/** Warnings of a write by bucket. */
export const warnings: Readonly<Record<string, Warn>> = {
  // Nobody is warned at the update of a Pod: programs do that, and often.
  "/pods": (object, old) =>
    old !== undefined
      ? []
      : [...nameWarning(object, old, "the Pod's hostname"), ...podWarnings(object, "")],
  "/podtemplates": (object, old) =>
    old === undefined || !isOfGeneration(object, old)
      ? podWarnings(treeAt(object, "template"), "template")
      : [],
  "/replicationcontrollers": named,
  "/services": service,
  "apps/deployments": named,
  "apps/daemonsets": template,
  "apps/statefulsets": statefulSet,
  "apps/replicasets": named,
  "batch/jobs": named,
  "batch/cronjobs": cronJob,
  "networking.k8s.io/networkpolicies": networkPolicy,
  "networking.k8s.io/ingresses": ingress,
  "discovery.k8s.io/endpointslices": slice,
  "storage.k8s.io/storageclasses": storageClass,
  "/persistentvolumes": volume,
  "/persistentvolumeclaims": (object) => [
    ...noteWarnings(object, [storageClassNote]),
    ...claimWarnings(treeAt(object, "spec"), "spec"),
  ],
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
