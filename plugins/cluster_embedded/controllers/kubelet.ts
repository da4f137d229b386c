import { type Api, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { controllerOf, find, isDeleted, update } from "./objects.ts";
import type { Controller, Loop } from "./runner.ts";

const pods = "/pods", nodes = "/nodes", nodeName = "sluice-node";
/** On a Pod (or its template): `fail` or `hang` in place of getting ready. */
const fateAnnotation = "sluice/simulate";
const startMs = 200, jobMs = 500;

/** Stands for a node: schedules Pods, starts them, ends those of Jobs and those being deleted. */
export const kubeletController: Controller = {
  buckets: [pods, "/namespaces"],
  reconcile(api, bucket, key, loop) {
    if (bucket === "/namespaces") return key === "default" ? addNode(api) : undefined;
    const pod = find(api, pods, key);
    if (pod !== undefined) step(api, key, pod, loop);
  },
};

function addNode(api: Api): void {
  if (find(api, nodes, nodeName) !== undefined) return;
  const now = timestamp(api.now());
  const ready = {
    type: "Ready",
    status: "True",
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason: "KubeletReady",
    message: "kubelet is posting ready status",
  };
  const size = { cpu: "8", memory: "32Gi", pods: "110" };
  api.store.put(nodes, nodeName, {
    kind: "Node",
    apiVersion: "v1",
    metadata: {
      name: nodeName,
      uid: api.uuid(),
      creationTimestamp: now,
      labels: { "kubernetes.io/hostname": nodeName, "kubernetes.io/os": "linux" },
    },
    spec: {},
    status: {
      capacity: size,
      allocatable: size,
      conditions: [ready],
      addresses: [{ type: "InternalIP", address: "10.0.0.1" }, {
        type: "Hostname",
        address: nodeName,
      }],
      nodeInfo: { kubeletVersion: "v1.36.3", operatingSystem: "linux" },
    },
  });
}

function step(api: Api, key: string, pod: Tree, loop: Loop): void {
  if (isDeleted(pod)) {
    const finalizers = treeAt(pod, "metadata").finalizers;
    if (!Array.isArray(finalizers) || finalizers.length === 0) api.store.remove(pods, key);
    return;
  }
  const phase = textAt(pod, "status", "phase");
  if (textAt(pod, "spec", "nodeName") === "") return bind(api, key, pod, loop);
  const age = api.now().getTime() - Date.parse(textAt(pod, "status", "startTime"));
  if (phase === "Pending") {
    if (age < startMs) return loop.later(pods, key, startMs);
    return start(api, key, pod, loop);
  }
  const ends = controllerOf(pod)?.kind === "Job" || treeAt(pod, "spec").restartPolicy === "Never";
  if (phase === "Running" && ends && fateOf(pod) !== "hang") {
    if (age < jobMs) return loop.later(pods, key, jobMs);
    finish(api, key, pod);
  }
}

function fateOf(pod: Tree): string {
  return textAt(pod, "metadata", "annotations", fateAnnotation);
}

function bind(api: Api, key: string, pod: Tree, loop: Loop): void {
  const time = timestamp(api.now());
  const status = {
    ...treeAt(pod, "status"),
    hostIP: "10.0.0.1",
    startTime: api.now().toISOString().slice(0, 19) + "Z",
    conditions: [{ type: "PodScheduled", status: "True", lastTransitionTime: time }],
  };
  update(api, pods, key, { spec: { ...treeAt(pod, "spec"), nodeName }, status });
  loop.later(pods, key, startMs);
}

function start(api: Api, key: string, pod: Tree, loop: Loop): void {
  const fate = fateOf(pod), time = timestamp(api.now());
  const ready = fate === "", status = ready ? "True" : "False";
  const state = fate === "fail"
    ? { waiting: { reason: "CrashLoopBackOff", message: "back-off restarting failed container" } }
    : fate === "hang"
    ? { waiting: { reason: "ContainerCreating" } }
    : { running: { startedAt: time } };
  const containerStatuses = treesAt(pod, "spec", "containers").map(({ name, image }) => ({
    name,
    state,
    lastState: {},
    ready,
    restartCount: fate === "fail" ? 3 : 0,
    image,
    imageID: "",
    started: ready,
  }));
  const condition = (type: string, value: string) => ({
    type,
    status: value,
    lastTransitionTime: time,
  });
  update(api, pods, key, {
    status: {
      ...treeAt(pod, "status"),
      phase: fate === "hang" ? "Pending" : "Running",
      podIP: `10.244.0.${2 + Math.floor(api.random() * 250)}`,
      containerStatuses,
      conditions: [
        condition("Initialized", "True"),
        condition("Ready", status),
        condition("ContainersReady", status),
        condition("PodScheduled", "True"),
      ],
    },
  });
  if (ready) loop.later(pods, key, jobMs);
}

function finish(api: Api, key: string, pod: Tree): void {
  const failed = fateOf(pod) === "fail", time = timestamp(api.now());
  const terminated = {
    exitCode: failed ? 1 : 0,
    reason: failed ? "Error" : "Completed",
    finishedAt: time,
    startedAt: time,
  };
  const containerStatuses = treesAt(pod, "status", "containerStatuses")
    .map((status) => ({ ...status, ready: false, started: false, state: { terminated } }));
  const conditions = treesAt(pod, "status", "conditions")
    .map((c) =>
      c.type === "Ready" || c.type === "ContainersReady"
        ? { ...c, status: "False", reason: "PodCompleted" }
        : c
    );
  update(api, pods, key, {
    status: {
      ...treeAt(pod, "status"),
      phase: failed ? "Failed" : "Succeeded",
      containerStatuses,
      conditions,
    },
  });
}
