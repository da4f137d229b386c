import type { Checked, KubeObject } from "contract";

const prefix = "kustomize.toolkit.fluxcd.io/";

const leftAlone: [string, string][] = [
  [`${prefix}ssa`, "ignore"],
  [`${prefix}reconcile`, "disabled"],
];

/** How Flux applies: what marks on objects mean, and what it takes over of kubectl and of its own past. */
export const rules: Checked = {
  skip: leftAlone,
  ifAbsent: [[`${prefix}ssa`, "ifnotpresent"]],
  recreate: [[`${prefix}force`, "enabled"]],
  adopt: {
    managers: ["kubectl", "^before-first-apply", "^kustomize-controller"],
    metadata: [
      "kubectl.kubernetes.io/last-applied-configuration",
      `${prefix}checksum`,
      "fluxcd.io/sync-checksum",
      "fluxcd.io/sync-gc-mark",
    ],
    unless: [[`${prefix}ssa`, "merge"]],
  },
};

/**
 * Whether a live object may be deleted in its owner's name: it still carries the owner's labels, we have applied to it, and
 * nothing on it says that it is to be kept.
 */
export function prunable({ metadata }: KubeObject, owner: KubeObject): boolean {
  const { labels = {}, annotations = {} } = metadata;
  const isKept = [...leftAlone, [`${prefix}prune`, "disabled"]].some(([key, value]) =>
    [annotations[key!], labels[key!]].some((found) => found?.toLowerCase() === value)
  );
  return !isKept && labels[`${prefix}name`] === owner.metadata.name &&
    labels[`${prefix}namespace`] === owner.metadata.namespace;
}
