import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isFractional } from "../types/quantity_compare.ts";
import { isLabelValue } from "../../lib/kubernetes_names/mod.ts";
import { addressWarnings } from "./address_warnings.ts";
import { portWarnings } from "./port_warnings.ts";
import { overlapWarnings } from "./overlap_warnings.ts";

/** A container and where it stands. */
export interface PlacedContainer {
  readonly container: Tree;
  readonly at: string;
}

const nodeLabels: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "failure-domain.beta.kubernetes.io/zone":
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "failure-domain.beta.kubernetes.io/region":
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "beta.kubernetes.io/instance-type":
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  "app.kubernetes.io/created-by": "deprecated since v1.9",
  "scheduler.alpha.kubernetes.io/preferAvoidPods":
    "deprecated since v1.22; use Taints and Tolerations instead",
  "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
};
const annotations: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod":
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls":
    'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls":
    'non-functional in v1.11+; use the "sysctls" field instead',
};
const volumeKinds: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};
/** As messages name those whose Go field is spelled otherwise. */
const shownAs: Readonly<Record<string, string>> = { storageos: "storageOS" };
const seccompPod = "seccomp.security.alpha.kubernetes.io/pod";
const seccompContainer = "container.seccomp.security.alpha.kubernetes.io/";
const appArmor = "container.apparmor.security.beta.kubernetes.io/";
const noMatch = "a null labelSelector results in matching no pod";

/** What a server warns of in a Pod (`at` is empty) or in a template at a path; the rules are those of 1.36. */
export function podWarnings(pod: Tree, at: string): string[] {
  const prefix = at === "" ? "" : `${at}.`, below = `${prefix}spec`;
  const spec = treeAt(pod, "spec"), notes = treeAt(pod, "metadata", "annotations");
  const containers = placedContainers(spec, below);
  return [
    ...placementWarnings(spec, below),
    ...Object.keys(annotations).filter((key) => notes[key] !== undefined)
      .map((key) => `${prefix}metadata.annotations[${key}]: ${annotations[key]}`),
    ...volumeWarnings(spec, below),
    ...overlapWarnings(spec),
    ...repeated(treesAt(spec, "hostAliases"), "ip", `${below}.hostAliases`),
    ...repeated(treesAt(spec, "imagePullSecrets"), "name", `${below}.imagePullSecrets`),
    ...treesAt(spec, "imagePullSecrets").flatMap((secret, i) =>
      textAt(secret, "name") === ""
        ? [`${below}.imagePullSecrets[${i}].name: invalid empty name ""`]
        : []
    ),
    ...fractions(treeAt(spec, "overhead"), `${below}.overhead`),
    ...profileWarnings(spec, notes, `${prefix}metadata.annotations`),
    ...containers.flatMap((placed) => containerWarnings(placed, spec, notes, prefix)),
    ...portWarnings(containers),
    ...affinityWarnings(spec, below),
    ...listAt(spec, "dnsConfig", "nameservers").flatMap((server, i) =>
      addressWarnings(`${below}.dnsConfig.nameservers[${i}]`, String(server))
    ),
    ...treesAt(spec, "hostAliases").flatMap((alias, i) =>
      addressWarnings(`${below}.hostAliases[${i}].ip`, textAt(alias, "ip"))
    ),
  ];
}

function placedContainers(spec: Tree, at: string): PlacedContainer[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    treesAt(spec, list).map((container, i) => ({ container, at: `${at}.${list}[${i}]` }))
  );
}

/** A warning for a label of nodes that is deprecated. */
export function nodeLabelWarning(key: string): string | undefined {
  return nodeLabels[key];
}

function placementWarnings(spec: Tree, at: string): string[] {
  const affinity = treeAt(spec, "affinity", "nodeAffinity");
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  return [
    ...Object.keys(treeAt(spec, "nodeSelector")).filter((key) => nodeLabels[key] !== undefined)
      .map((key) => `${at}.nodeSelector[${key}]: ${nodeLabels[key]}`),
    ...treesAt(affinity, required, "nodeSelectorTerms").flatMap((term, i) =>
      termWarnings(term, `${at}.affinity.nodeAffinity.${required}.nodeSelectorTerms[${i}]`, false)
    ),
    ...treesAt(affinity, preferred).flatMap(({ preference }, i) =>
      termWarnings(preference, `${at}.affinity.nodeAffinity.${preferred}[${i}].preference`, true)
    ),
    ...treesAt(spec, "topologySpreadConstraints").flatMap((constraint, i) => {
      const path = `${at}.topologySpreadConstraints[${i}]`, key = textAt(constraint, "topologyKey");
      return [
        ...nodeLabels[key] === undefined
          ? []
          : [`${path}.topologyKey: ${key} is ${nodeLabels[key]}`],
        ...constraint.labelSelector === undefined ? [`${path}.labelSelector: ${noMatch}`] : [],
      ];
    }),
  ];
}

/** Of one term of a node's selector. */
export function termWarnings(term: unknown, at: string, checkValues: boolean): string[] {
  return treesAt(term, "matchExpressions").flatMap((expression, i) => {
    const key = textAt(expression, "key"), path = `${at}.matchExpressions[${i}]`;
    const found = nodeLabels[key] === undefined
      ? []
      : [`${path}.key: ${key} is ${nodeLabels[key]}`];
    if (!checkValues) return found;
    listAt(expression, "values").map(String).forEach((value, j) =>
      found.push(
        ...isLabelValue(value).map((m) => `${path}.values[${j}]: ${value} is invalid, ${m}`),
      )
    );
    return found;
  });
}

function volumeWarnings(spec: Tree, at: string): string[] {
  return treesAt(spec, "volumes").flatMap((volume, i) => {
    const path = `${at}.volumes[${i}]`;
    const kinds = Object.keys(volumeKinds).filter((kind) => volume[kind] !== undefined)
      .map((kind) => `${path}.${shownAs[kind] ?? kind}: ${volumeKinds[kind]}`);
    const claim = treeAt(volume, "ephemeral", "volumeClaimTemplate", "spec");
    return [...kinds, ...claimWarnings(claim, `${path}.ephemeral.volumeClaimTemplate.spec`)];
  });
}

/** Of the spec of a PersistentVolumeClaim. */
export function claimWarnings(spec: Tree, at: string): string[] {
  return ["requests", "limits"].flatMap((part) => {
    const value = treeAt(spec, "resources", part).storage;
    return isFractional(value) ? [`${at}.resources.${part}[storage]: ${fractional(value)}`] : [];
  });
}

const fractional = (value: unknown) =>
  `fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`;

function fractions(amounts: Tree, at: string): string[] {
  return ["memory", "ephemeral-storage"].filter((name) => isFractional(amounts[name]))
    .map((name) => `${at}[${name}]: ${fractional(amounts[name])}`);
}

function repeated(items: readonly Tree[], key: string, at: string): string[] {
  const seen = new Set<unknown>();
  return items.flatMap((item, i) => {
    const value = item[key] ?? "";
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [`${at}[${i}].${key}: duplicate ${key} ${JSON.stringify(value)}`];
  });
}

function profileWarnings(spec: Tree, notes: Tree, at: string): string[] {
  if (treeAt(spec, "securityContext").seccompProfile !== undefined) return [];
  if (notes[seccompPod] === undefined) return [];
  return [`${at}[${seccompPod}]: non-functional in v1.27+; use the "seccompProfile" field instead`];
}

function containerWarnings(
  { container, at }: PlacedContainer,
  spec: Tree,
  notes: Tree,
  prefix: string,
): string[] {
  const found: string[] = [], security = treeAt(container, "securityContext");
  const key = seccompContainer + container.name, armor = appArmor + container.name;
  if (security.seccompProfile === undefined && notes[key] !== undefined) {
    found.push(
      `${prefix}metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
    );
  }
  const armored = security.appArmorProfile ?? treeAt(spec, "securityContext").appArmorProfile;
  if (prefix !== "" && armored === undefined && notes[armor] !== undefined) {
    found.push(
      `${prefix}metadata.annotations[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
    );
  }
  const { limits, requests } = treeAt(container, "resources");
  const amounts = (name: string) =>
    [[limits, "limits"], [requests, "requests"]].flatMap(([of, part]) => {
      const value = treeAt({ of }, "of")[name];
      return isFractional(value) ? [`${at}.resources.${part}[${name}]: ${fractional(value)}`] : [];
    });
  return [
    ...found,
    ...amounts("memory"),
    ...amounts("ephemeral-storage"),
    ...hiddenVariables(container, at),
  ];
}

/** A variable set twice is fine only where the later one is built from the earlier. */
function hiddenVariables(container: Tree, at: string): string[] {
  const seen = new Set<string>();
  return treesAt(container, "env").flatMap((variable, i) => {
    const name = textAt(variable, "name"), value = textAt(variable, "value");
    const again = seen.has(name), reference = `$(${name})`;
    seen.add(name);
    if (!again) return [];
    const extends_ = value.includes(reference) && value !== reference;
    if (extends_ && variable.valueFrom === undefined) return [];
    const quoted = JSON.stringify(name);
    return [
      `${at}.env[${i}]: hides previous definition of ${quoted}, which may be dropped when using apply`,
    ];
  });
}

function affinityWarnings(spec: Tree, at: string): string[] {
  return ["podAffinity", "podAntiAffinity"].flatMap((kind) => {
    const affinity = treeAt(spec, "affinity", kind), path = `${at}.affinity.${kind}`;
    const required = "requiredDuringSchedulingIgnoredDuringExecution";
    const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    return [
      ...treesAt(affinity, required).flatMap(({ labelSelector }, i) =>
        labelSelector === undefined ? [`${path}.${required}[${i}].labelSelector: ${noMatch}`] : []
      ),
      ...treesAt(affinity, preferred).flatMap((weighted, i) =>
        treeAt(weighted, "podAffinityTerm").labelSelector === undefined
          ? [`${path}.${preferred}[${i}].podAffinityTerm.labelSelector: ${noMatch}`]
          : []
      ),
    ];
  });
}
