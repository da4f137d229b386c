import type { Api } from "../api.ts";
import { equal, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import {
  controlledBy,
  controllerOf,
  create,
  find,
  inNamespace,
  isDeleted,
  update,
  withCondition,
} from "./objects.ts";
import type { Controller } from "./controllers.ts";

const deployments = "apps/deployments", sets = "apps/replicasets";
const revisionKey = "deployment.kubernetes.io/revision";

/** Rolls Deployments out through ReplicaSets, and keeps their status. */
export const deploymentController: Controller = {
  buckets: [deployments, sets],
  async reconcile(api, bucket, key) {
    if (bucket === deployments) return await roll(api, key);
    const object = find(api, sets, key);
    const owner = object === undefined ? undefined : controllerOf(object);
    if (owner?.kind === "Deployment") await roll(api, `${key.split("/")[0]}/${owner.name}`);
  },
};

/** A template without the label that tells ReplicaSets apart. */
function plainTemplate(set: Tree): Tree {
  const template = structuredClone(treeAt(set, "spec", "template"));
  delete treeAt(template, "metadata", "labels")["pod-template-hash"];
  return template;
}

/** A short name of a template, the same for equal ones. */
export function templateHash(template: Tree): string {
  let hash = 2166136261;
  for (const char of JSON.stringify(template)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  }
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  let text = "";
  for (let i = 0, rest = hash >>> 0; i < 10; i++, rest = Math.imul(rest, 31) + 7 >>> 0) {
    text += alphabet[rest % alphabet.length];
  }
  return text;
}

async function roll(api: Api, key: string): Promise<void> {
  const deployment = find(api, deployments, key);
  if (deployment === undefined || isDeleted(deployment)) return;
  const uid = treeAt(deployment, "metadata").uid, namespace = key.split("/")[0]!;
  const mine = () =>
    inNamespace(api, sets, namespace).filter((set) => controllerOf(set)?.uid === uid);
  const template = treeAt(deployment, "spec", "template");
  let current = mine().find((set) => equal(plainTemplate(set), template));
  if (current === undefined) current = await newSet(api, deployment, template, mine());
  if (current === undefined) return;
  scale(api, deployment, current, mine());
  setStatus(api, key, current, mine());
}

const revisionOf = (set: Tree) => Number(treeAt(set, "metadata", "annotations")[revisionKey] ?? 0);

function desired(deployment: Tree): number {
  return Number(treeAt(deployment, "spec").replicas ?? 1);
}

function fraction(value: unknown, of: number, up: boolean): number {
  if (typeof value !== "string") return Number(value ?? 0);
  const exact = (Number.parseInt(value) * of) / 100;
  return up ? Math.ceil(exact) : Math.floor(exact);
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
  return await create(api, {
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
      replicas: others.length === 0 ? replicas : 0,
      selector: {
        ...selector,
        matchLabels: { ...treeAt(selector, "matchLabels"), "pod-template-hash": hash },
      },
      template: { ...template, metadata: { ...treeAt(template, "metadata"), labels } },
    },
  });
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
function scale(api: Api, deployment: Tree, current: Tree, all: readonly Tree[]): void {
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
  resize(api, current, next, setAnnotations(deployment, revision));
  let keep = Math.max(0, wanted - ready);
  for (const set of others) {
    const count = Math.min(Number(treeAt(set, "spec").replicas ?? 0), keep);
    keep -= count;
    resize(api, set, count, treeAt(set, "metadata", "annotations"));
  }
}

function resize(api: Api, set: Tree, replicas: number, annotations: Tree): void {
  const metadata = treeAt(set, "metadata"), key = `${metadata.namespace}/${metadata.name}`;
  const changed = treeAt(set, "spec").replicas !== replicas;
  const generation = Number(metadata.generation ?? 1) + (changed ? 1 : 0);
  if (!changed && equal(metadata.annotations, annotations)) return;
  update(api, sets, key, {
    metadata: { ...metadata, annotations, generation },
    spec: { ...treeAt(set, "spec"), replicas },
  });
}

function setStatus(api: Api, key: string, current: Tree, all: readonly Tree[]): void {
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
  const conditions = withCondition(availability, {
    type: "Progressing",
    status: "True",
    reason: done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
    message: `ReplicaSet "${name}" ${done ? "has successfully progressed." : "is progressing."}`,
  }, api.now());
  const counts: Tree = { observedGeneration: metadata.generation };
  const parts = {
    replicas,
    updatedReplicas: updated,
    readyReplicas: sum("readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
  };
  for (const [field, value] of Object.entries(parts)) if (value > 0) counts[field] = value;
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
