import type { Api } from "../api.ts";
import { equal, type Tree, treeAt } from "../json/tree.ts";
import {
  controlledBy,
  controllerOf,
  create,
  find,
  inNamespace,
  isDeleted,
  update,
} from "./objects.ts";
import type { Controller, Loop } from "./runner.ts";
import { tell } from "./events.ts";
import { setStatus } from "./deployment_status.ts";
import { templateHash } from "./template_hash.ts";
import { deployments, desired, fraction, revisionKey, revisionOf } from "./rollout_numbers.ts";

const sets = "apps/replicasets";

/** Rolls Deployments out through ReplicaSets, and keeps their status. */
export const deploymentController: Controller = {
  buckets: [deployments, sets],
  async reconcile(api, bucket, key, loop) {
    if (bucket === deployments) return await roll(api, key, loop);
    const object = find(api, sets, key);
    const owner = object === undefined ? undefined : controllerOf(object);
    if (owner?.kind === "Deployment") {
      await roll(api, `${key.split("/")[0]}/${owner.name}`, loop);
    }
  },
};

/** A template without the label that tells ReplicaSets apart. */
function plainTemplate(set: Tree): Tree {
  const template = structuredClone(treeAt(set, "spec", "template"));
  delete treeAt(template, "metadata", "labels")["pod-template-hash"];
  return template;
}

async function roll(api: Api, key: string, loop: Loop): Promise<void> {
  const deployment = find(api, deployments, key);
  if (deployment === undefined || isDeleted(deployment)) return;
  const uid = treeAt(deployment, "metadata").uid, namespace = key.split("/")[0]!;
  const mine = () =>
    inNamespace(api, sets, namespace).filter((set) => controllerOf(set)?.uid === uid);
  const template = treeAt(deployment, "spec", "template");
  let current = mine().find((set) => equal(plainTemplate(set), template));
  if (current === undefined) current = await newSet(api, deployment, template, mine());
  if (current === undefined) return;
  await scale(api, deployment, current, mine());
  setStatus(api, key, current, mine(), loop);
}

function surge(deployment: Tree): number {
  const rolling = treeAt(deployment, "spec", "strategy", "rollingUpdate");
  return fraction(rolling.maxSurge, desired(deployment), true);
}

async function newSet(
  api: Api,
  deployment: Tree,
  template: Tree,
  others: readonly Tree[],
): Promise<Tree | undefined> {
  const hash = templateHash(template), metadata = treeAt(deployment, "metadata");
  const revision = Math.max(0, ...others.map(revisionOf)) + 1, replicas = desired(deployment);
  const labels = { ...treeAt(template, "metadata", "labels"), "pod-template-hash": hash };
  const selector = treeAt(deployment, "spec", "selector");
  const count = others.length === 0 ? replicas : 0;
  const made = await create(api, {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels,
      annotations: setAnnotations(deployment, revision),
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas: count,
      selector: {
        ...selector,
        matchLabels: { ...treeAt(selector, "matchLabels"), "pod-template-hash": hash },
      },
      template: { ...template, metadata: { ...treeAt(template, "metadata"), labels } },
    },
  });
  if (made !== undefined && count > 0) await tellScale(api, deployment, made, 0, count);
  return made;
}

function setAnnotations(deployment: Tree, revision: number): Tree {
  const replicas = desired(deployment);
  return {
    "deployment.kubernetes.io/desired-replicas": String(replicas),
    "deployment.kubernetes.io/max-replicas": String(replicas + surge(deployment)),
    [revisionKey]: String(revision),
  };
}

/** The new set takes over as its Pods get ready; old ones give way. */
async function scale(
  api: Api,
  deployment: Tree,
  current: Tree,
  all: readonly Tree[],
): Promise<void> {
  const others = all.filter((set) =>
    set !== current && treeAt(set, "metadata").uid !== treeAt(current, "metadata").uid
  );
  const wanted = desired(deployment),
    revision = Math.max(revisionOf(current), ...others.map((o) => revisionOf(o) + 1));
  const ready = Number(treeAt(current, "status").availableReplicas ?? 0);
  const old = others.reduce((sum, set) => sum + Number(treeAt(set, "spec").replicas ?? 0), 0);
  const room = treeAt(deployment, "spec", "strategy").type === "Recreate" && old > 0
    ? 0
    : wanted + surge(deployment) - old;
  const have = Number(treeAt(current, "spec").replicas ?? 0);
  const next = old === 0 ? wanted : Math.min(wanted, Math.max(have, room, ready));
  await resize(api, deployment, current, next, setAnnotations(deployment, revision));
  let keep = Math.max(0, wanted - ready);
  for (const set of others) {
    const count = Math.min(Number(treeAt(set, "spec").replicas ?? 0), keep);
    keep -= count;
    await resize(api, deployment, set, count, treeAt(set, "metadata", "annotations"));
  }
}

async function resize(
  api: Api,
  deployment: Tree,
  set: Tree,
  replicas: number,
  annotations: Tree,
): Promise<void> {
  const metadata = treeAt(set, "metadata"), key = `${metadata.namespace}/${metadata.name}`;
  const changed = treeAt(set, "spec").replicas !== replicas;
  const generation = Number(metadata.generation ?? 1) + (changed ? 1 : 0);
  if (!changed && equal(metadata.annotations, annotations)) return;
  update(api, sets, key, {
    metadata: { ...metadata, annotations, generation },
    spec: { ...treeAt(set, "spec"), replicas },
  });
  if (changed) {
    await tellScale(api, deployment, set, Number(treeAt(set, "spec").replicas ?? 0), replicas);
  }
}

async function tellScale(
  api: Api,
  deployment: Tree,
  set: Tree,
  before: number,
  now: number,
): Promise<void> {
  const name = treeAt(set, "metadata").name, way = now > before ? "up" : "down";
  const message = `Scaled ${way} replica set ${name} from ${before} to ${now}`;
  const from = "deployment-controller";
  await tell(api, deployment, { type: "Normal", reason: "ScalingReplicaSet", message, from });
}
