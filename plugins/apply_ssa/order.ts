import { groupOf, type Head, type ObjectRef } from "contract";

/** What must be there before the rest can be: Flux's order inside a stage (fluxcd/pkg ssa, order.go); kinds of any group. */
const first = [
  "CustomResourceDefinition",
  "Namespace",
  "ClusterRole",
  "ClusterClass",
  "RuntimeClass",
  "PriorityClass",
  "StorageClass",
  "VolumeSnapshotClass",
  "IngressClass",
  "GatewayClass",
  "ClusterRoleBinding",
  "ResourceQuota",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "ConfigMap",
  "Secret",
  "Service",
  "LimitRange",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const definitions: readonly string[] = first.slice(0, 3);

function rank(kind: string): number {
  const early = first.indexOf(kind);
  return early >= 0 ? early : first.length + last.indexOf(kind) + 1;
}

/** Which of two objects is applied first. */
export function compare(a: ObjectRef, b: ObjectRef): number {
  const keys = ({ apiVersion, kind, namespace = "", name }: ObjectRef) =>
    [groupOf(apiVersion), kind, namespace, name] as const;
  const [one, other] = [keys(a), keys(b)];
  const at = one.findIndex((key, i) => key !== other[i]);
  return rank(a.kind) - rank(b.kind) || (at < 0 ? 0 : one[at]! < other[at]! ? -1 : 1);
}

export interface Stage {
  readonly targets: readonly number[];
  /** The next stage begins when all of it is current. */
  readonly settles: boolean;
}

/** Positions of the set, in order, in the stages that come one after the other; empty ones are left out. */
export function stages(set: readonly Head[]): readonly Stage[] {
  const found: number[][] = [[], [], []];
  set.forEach(({ ref: { kind } }, i) =>
    found[definitions.includes(kind) ? 0 : kind.endsWith("Class") ? 1 : 2]!.push(i)
  );
  return found.map((targets, stage) => ({
    targets: targets.sort((a, b) => compare(set[a]!.ref, set[b]!.ref)),
    settles: stage < 2,
  })).filter(({ targets }) => targets.length > 0);
}

/** All positions of the set in the order in which they are applied. */
export function ordered(set: readonly Head[]): number[] {
  return stages(set).flatMap(({ targets }) => targets);
}
