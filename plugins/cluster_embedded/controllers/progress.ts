import type { Api } from "../api.ts";
import { timestamp } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { deployments } from "./rollout_numbers.ts";
import type { Loop } from "./runner.ts";

const timedOut = "ProgressDeadlineExceeded", finished = "NewReplicaSetAvailable";
const created = "NewReplicaSetCreated";
const never = 2_147_483_647;

/** What a rollout is at. */
export interface Rollout {
  readonly deployment: Tree;
  /** Name of the ReplicaSet that is rolled out. */
  readonly name: string;
  readonly done: boolean;
  /** The counts of the new status. */
  readonly counts: Tree;
}

/**
 * The condition Progressing: a rollout that makes no progress for as long as its deadline says has
 * failed. Asks to be called again when the deadline may be over.
 */
export function progressing(api: Api, key: string, rollout: Rollout, loop: Loop): Tree {
  const { deployment, name, done, counts } = rollout, now = timestamp(api.now());
  const old = treesAt(deployment, "status", "conditions").find(({ type }) =>
    type === "Progressing"
  );
  const about = `ReplicaSet "${name}"`, hasAdvanced = advanced(deployment, counts);
  const made = (status: string, reason: string, message: string): Tree => {
    const same = old?.status === status;
    const still = same && old?.reason === reason && old?.message === message;
    const lastUpdateTime = still && !hasAdvanced ? old.lastUpdateTime : now;
    const lastTransitionTime = same ? old.lastTransitionTime : now;
    return { type: "Progressing", status, lastUpdateTime, lastTransitionTime, reason, message };
  };
  if (done) return made("True", finished, `${about} has successfully progressed.`);
  const seconds = Number(treeAt(deployment, "spec").progressDeadlineSeconds ?? never);
  const mine = old !== undefined && String(old.message).includes(`"${name}"`) &&
    old.reason !== finished;
  const since = mine ? api.now().getTime() - Date.parse(textAt(old, "lastUpdateTime")) : 0;
  const waits = mine && !hasAdvanced;
  if (waits && seconds !== never && (old.reason === timedOut || since >= seconds * 1000)) {
    return made("False", timedOut, `${about} has timed out progressing.`);
  }
  if (seconds !== never) askAgain(loop, key, seconds * 1000 - (waits ? since : 0));
  const isNew = old === undefined || (mine && old.reason === created);
  return isNew && !hasAdvanced
    ? made("True", created, `Created new replica set "${name}"`)
    : made("True", "ReplicaSetUpdated", `${about} is progressing.`);
}

/** A second more, so that the clock has passed the deadline. */
function askAgain(loop: Loop, key: string, milliseconds: number): void {
  loop.later(deployments, key, milliseconds + 1000);
}

/** Whether more Pods are there, ready or available than before, or fewer old ones. */
function advanced(deployment: Tree, counts: Tree): boolean {
  const before = treeAt(deployment, "status");
  const more = ["updatedReplicas", "readyReplicas", "availableReplicas"].some((field) =>
    Number(counts[field] ?? 0) > Number(before[field] ?? 0)
  );
  const outdated = (status: Tree) =>
    Number(status.replicas ?? 0) - Number(status.updatedReplicas ?? 0);
  return more || outdated(counts) < outdated(before);
}

/** The conditions in their order: what is said of a new ReplicaSet comes before its availability. */
export function inOrder(availability: readonly Tree[], progress: Tree): Tree[] {
  const others = availability.filter(({ type }) =>
    type !== "Progressing" && type !== "ReplicaFailure"
  );
  return progress.reason === created ? [progress, ...others] : [...others, progress];
}

/** The condition that tells why a ReplicaSet cannot make its Pods, as its Deployment has it. */
export function replicaFailure(sets: readonly Tree[]): Tree[] {
  for (const set of sets) {
    const found = treesAt(set, "status", "conditions").find(({ type }) =>
      type === "ReplicaFailure"
    );
    if (found === undefined) continue;
    const { type, status, lastTransitionTime, reason, message } = found;
    return [{
      ...{ type, status, lastUpdateTime: lastTransitionTime, lastTransitionTime },
      ...{ reason, message },
    }];
  }
  return [];
}
