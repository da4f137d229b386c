import { type Api, randomSuffix, timestamp } from "../api.ts";
import { type Tree, treeAt, treesAt } from "../json/tree.ts";
import {
  controlledBy,
  controllerOf,
  create,
  find,
  inNamespace,
  isDeleted,
  remove,
  resourceOf,
  update,
} from "./objects.ts";
import { tell } from "./events.ts";
import { templateHash } from "./template_hash.ts";
import type { Controller, Loop } from "./runner.ts";

const pods = "/pods";

/** How one kind of set names its Pods and counts them. */
interface SetKind {
  readonly bucket: string;
  readonly kind: string;
  /** How many it wants now. */
  wanted(api: Api, set: Tree, pods: readonly Tree[]): number;
  name(api: Api, set: Tree, taken: ReadonlySet<string>): string;
  /** What it says of a Pod that it made, could not make, or deleted. */
  words(set: Tree, pod: string, failure?: string): { readonly made: string; readonly gone: string };
  /** `leaving`: how many Pods of it are being deleted. */
  status(set: Tree, pods: readonly Tree[], leaving: number): Tree;
}

/** Whether a Pod's condition Ready is true. */
export function isReady(pod: Tree): boolean {
  return treesAt(pod, "status", "conditions").some((c) =>
    c.type === "Ready" && c.status === "True"
  );
}

const replicas = (set: Tree) => Number(treeAt(set, "spec").replicas ?? 1);
const random = (api: Api, set: Tree) =>
  `${treeAt(set, "metadata").name}-${randomSuffix(api.random)}`;

function counts(fields: Readonly<Record<string, number>>): Tree {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value > 0));
}

const plainWords: SetKind["words"] = (_set, pod, failure) => ({
  made: failure === undefined ? `Created pod: ${pod}` : `Error creating: ${failure}`,
  gone: `Deleted pod: ${pod}`,
});

const statefulWords: SetKind["words"] = (set, pod, failure) => {
  const what = `Pod ${pod} in StatefulSet ${treeAt(set, "metadata").name}`;
  const end = failure === undefined ? "successful" : `failed error: ${failure}`;
  return { made: `Create ${what} ${end}`, gone: `Delete ${what} successful` };
};

const replicaSet: SetKind = {
  bucket: "apps/replicasets",
  kind: "ReplicaSet",
  words: plainWords,
  wanted: (_api, set) => replicas(set),
  name: random,
  status(set, mine, leaving) {
    const ready = mine.filter(isReady).length;
    return {
      replicas: mine.length,
      terminatingReplicas: leaving,
      ...counts({
        fullyLabeledReplicas: mine.length,
        readyReplicas: ready,
        availableReplicas: ready,
      }),
      observedGeneration: treeAt(set, "metadata").generation,
    };
  },
};

const statefulSet: SetKind = {
  bucket: "apps/statefulsets",
  kind: "StatefulSet",
  words: statefulWords,
  wanted: (_api, set, mine) =>
    treeAt(set, "spec").podManagementPolicy === "Parallel"
      ? replicas(set)
      : Math.min(replicas(set), mine.filter(isReady).length + 1),
  name(_api, set, taken) {
    for (let ordinal = 0;; ordinal++) {
      const name = `${treeAt(set, "metadata").name}-${ordinal}`;
      if (!taken.has(name)) return name;
    }
  },
  status(set, mine) {
    const ready = mine.filter(isReady).length,
      revision = `${treeAt(set, "metadata").name}-${templateHash(treeAt(set, "spec", "template"))}`;
    return {
      observedGeneration: treeAt(set, "metadata").generation,
      replicas: mine.length,
      ...counts({
        readyReplicas: ready,
        currentReplicas: mine.length,
        updatedReplicas: mine.length,
      }),
      currentRevision: revision,
      updateRevision: revision,
      collisionCount: 0,
      availableReplicas: ready,
    };
  },
};

const daemonSet: SetKind = {
  bucket: "apps/daemonsets",
  kind: "DaemonSet",
  words: plainWords,
  wanted: (api) => api.store.bucket("/nodes").objects.size,
  name: random,
  status(set, mine) {
    const ready = mine.filter(isReady).length;
    return {
      currentNumberScheduled: mine.length,
      numberMisscheduled: 0,
      desiredNumberScheduled: mine.length,
      numberReady: ready,
      observedGeneration: treeAt(set, "metadata").generation,
      ...counts({
        updatedNumberScheduled: mine.length,
        numberAvailable: ready,
        numberUnavailable: mine.length - ready,
      }),
    };
  },
};

/** How long a set waits after a Pod was refused. */
const retryMs = 1000;

async function reconcile(api: Api, kind: SetKind, key: string, loop: Loop): Promise<void> {
  const set = find(api, kind.bucket, key);
  if (set === undefined || isDeleted(set)) return;
  const uid = treeAt(set, "metadata").uid, namespace = key.split("/")[0]!;
  const owned = () =>
    inNamespace(api, pods, namespace).filter((pod) => controllerOf(pod)?.uid === uid);
  const mine = () => owned().filter((pod) => !isDeleted(pod));
  await replaceOld(api, kind, set, mine());
  const now = mine(), wanted = kind.wanted(api, set, now);
  const taken = new Set(now.map((pod) => String(treeAt(pod, "metadata").name)));
  let failure: string | undefined;
  for (let count = now.length; count < wanted && failure === undefined; count++) {
    const name = kind.name(api, set, taken);
    taken.add(name);
    const made = await create(api, podOf(set, name), (message) => failure = message);
    if (made !== undefined || failure !== undefined) {
      await tellOf(api, kind, set, name, "Create", failure);
    }
  }
  if (failure !== undefined) loop.later(kind.bucket, key, retryMs);
  const resource = resourceOf(api, pods)!;
  const most = Math.max(wanted, kind === statefulSet ? replicas(set) : 0);
  for (const pod of now.slice(most).reverse()) {
    await remove(api, resource, pod);
    await tellOf(api, kind, set, String(treeAt(pod, "metadata").name), "Delete");
  }
  update(api, kind.bucket, key, {
    status: {
      ...conditionsOf(api, kind, set, failure),
      ...kind.status(set, mine(), owned().filter(isDeleted).length),
    },
  });
}

async function tellOf(
  api: Api,
  kind: SetKind,
  set: Tree,
  pod: string,
  what: "Create" | "Delete",
  failure?: string,
): Promise<void> {
  const { made, gone } = kind.words(set, pod, failure);
  await tell(api, set, {
    type: failure === undefined ? "Normal" : "Warning",
    reason: failure === undefined ? `Successful${what}` : `Failed${what}`,
    message: what === "Create" ? made : gone,
    from: `${kind.kind.toLowerCase()}-controller`,
  });
}

/** A ReplicaSet says why it cannot make its Pods; other sets say nothing of it in their status. */
function conditionsOf(api: Api, kind: SetKind, set: Tree, failure: string | undefined): Tree {
  const known = treesAt(set, "status", "conditions");
  const others = known.filter(({ type }) => type !== "ReplicaFailure");
  const old = known.find(({ type }) => type === "ReplicaFailure");
  if (failure === undefined || kind !== replicaSet) {
    return others.length === 0 ? {} : { conditions: others };
  }
  // The name of the Pod is another with each try: the first words stay.
  const message = old === undefined ? failure : String(old.message);
  const lastTransitionTime = old?.lastTransitionTime ?? timestamp(api.now());
  const condition = {
    ...{ type: "ReplicaFailure", status: "True", lastTransitionTime },
    ...{ reason: "FailedCreate", message },
  };
  return { conditions: [...others, condition] };
}

const hashKey = "controller-revision-hash";

/** Pods of an older template go; new ones take their place. */
async function replaceOld(
  api: Api,
  kind: SetKind,
  set: Tree,
  mine: readonly Tree[],
): Promise<void> {
  if (kind === replicaSet) return;
  const hash = templateHash(treeAt(set, "spec", "template"));
  const old = mine.find((pod) => treeAt(pod, "metadata", "labels")[hashKey] !== hash);
  if (old !== undefined) await remove(api, resourceOf(api, pods)!, old);
}

function podOf(set: Tree, name: string): Tree {
  const template = treeAt(set, "spec", "template"), metadata = treeAt(template, "metadata");
  const labels: Tree = { ...treeAt(metadata, "labels") };
  if (set.kind !== "ReplicaSet") labels[hashKey] = templateHash(template);
  if (set.kind === "StatefulSet") labels["statefulset.kubernetes.io/pod-name"] = name;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: treeAt(set, "metadata").namespace,
      labels,
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [controlledBy(set)],
    },
    spec: structuredClone(treeAt(template, "spec")),
  };
}

/** The controllers of sets of Pods. */
export const podSetControllers: readonly Controller[] = [replicaSet, statefulSet, daemonSet].map((
  kind,
) => ({
  buckets: [kind.bucket, pods, "/nodes"],
  async reconcile(api, bucket, key, loop) {
    if (bucket === kind.bucket) return await reconcile(api, kind, key, loop);
    const namespace = key.split("/")[0]!;
    const owner = bucket === pods ? find(api, pods, key) : undefined;
    const name = owner === undefined ? undefined : controllerOf(owner);
    if (name?.kind === kind.kind) {
      return await reconcile(api, kind, `${namespace}/${name.name}`, loop);
    }
    if (owner !== undefined) return;
    for (const other of [...api.store.bucket(kind.bucket).objects.keys()]) {
      if (bucket !== pods || other.startsWith(`${namespace}/`)) {
        await reconcile(api, kind, other, loop);
      }
    }
  },
}));
