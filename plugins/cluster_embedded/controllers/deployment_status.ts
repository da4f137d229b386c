import type { Api } from "../api.ts";
import { equal, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import type { Loop } from "./runner.ts";
import { find, update, withCondition } from "./objects.ts";
import { inOrder, progressing, replicaFailure } from "./progress.ts";
import { deployments, desired, fraction, revisionKey, revisionOf } from "./rollout_numbers.ts";

/** Writes the status of a Deployment whose current ReplicaSet is one of `all`. */
export function setStatus(
  api: Api,
  key: string,
  current: Tree,
  all: readonly Tree[],
  loop: Loop,
): void {
  const deployment = find(api, deployments, key)!, metadata = treeAt(deployment, "metadata");
  const fresh =
    all.find((set) => treeAt(set, "metadata").uid === treeAt(current, "metadata").uid) ?? current;
  const sum = (field: string) =>
    all.reduce((total, set) => total + Number(treeAt(set, "status")[field] ?? 0), 0);
  const available = sum("availableReplicas"),
    replicas = sum("replicas"),
    wanted = desired(deployment);
  const updated = Number(treeAt(fresh, "status").replicas ?? 0);
  const least = wanted -
    fraction(treeAt(deployment, "spec", "strategy", "rollingUpdate").maxUnavailable, wanted, false);
  const enough = available >= least;
  const done = updated === wanted && available >= wanted && replicas === updated;
  const before = treesAt(deployment, "status", "conditions");
  const availability = withCondition(before, {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: enough
      ? "Deployment has minimum availability."
      : "Deployment does not have minimum availability.",
  }, api.now());
  const name = textAt(fresh, "metadata", "name");
  const counts: Tree = { observedGeneration: metadata.generation };
  const parts = {
    replicas,
    updatedReplicas: updated,
    readyReplicas: sum("readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
  };
  for (const [field, value] of Object.entries(parts)) if (value > 0) counts[field] = value;
  const progress = progressing(api, key, { deployment, name, done, counts }, loop);
  const conditions = [
    ...inOrder(availability, progress),
    ...replicaFailure([fresh, ...all]),
  ];
  counts.terminatingReplicas = sum("terminatingReplicas");
  const annotations = {
    ...treeAt(metadata, "annotations"),
    [revisionKey]: String(revisionOf(fresh)),
  };
  const generation = equal(annotations, metadata.annotations)
    ? metadata.generation
    : metadata.generation;
  update(api, deployments, key, {
    metadata: { ...metadata, annotations, generation },
    status: { ...counts, conditions },
  });
}
