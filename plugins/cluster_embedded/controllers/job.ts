import { type Api, randomSuffix, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
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
  withCondition,
} from "./objects.ts";
import { type Note, tell } from "./events.ts";
import type { Controller, Loop } from "./runner.ts";

const jobs = "batch/jobs";

/** Runs Jobs to their end. */
export const jobController: Controller = {
  buckets: [jobs, "/pods"],
  async reconcile(api, bucket, key, loop) {
    if (bucket === jobs) return await run(api, key, loop);
    const pod = find(api, bucket, key), owner = pod === undefined ? undefined : controllerOf(pod);
    if (owner?.kind === "Job") await run(api, `${key.split("/")[0]}/${owner.name}`, loop);
  },
};

/** How long a Job waits after a Pod was refused. */
const retryMs = 1000;

async function say(
  api: Api,
  job: Tree,
  reason: string,
  message: string,
  type: Note["type"] = "Normal",
): Promise<void> {
  await tell(api, job, { type, reason, message, from: "job-controller" });
}

async function run(api: Api, key: string, loop: Loop): Promise<void> {
  const job = find(api, jobs, key);
  if (job === undefined || isDeleted(job) || isFinished(job)) return;
  const spec = treeAt(job, "spec"), uid = treeAt(job, "metadata").uid;
  const mine = () =>
    inNamespace(api, "/pods", key.split("/")[0]!).filter((pod) => controllerOf(pod)?.uid === uid);
  const phase = (name: string) =>
    mine().filter((pod) => textAt(pod, "status", "phase") === name).length;
  const wanted = Number(spec.completions ?? spec.parallelism ?? 1);
  const succeeded = phase("Succeeded"), failed = phase("Failed");
  const active = mine().length - succeeded - failed;
  if (spec.suspend === true) return await suspend(api, key, job, mine());
  const over = failed > Number(spec.backoffLimit ?? 6), complete = succeeded >= wanted;
  if (!over && !complete) {
    const room = Math.min(Number(spec.parallelism ?? 1), wanted - succeeded);
    if (!await makePods(api, job, room - active)) loop.later(jobs, key, retryMs);
  }
  if (isSuspended(job)) await say(api, job, "Resumed", "Job resumed");
  if (complete) await say(api, job, "Completed", "Job completed");
  else if (over) await say(api, job, "BackoffLimitExceeded", overMessage, "Warning");
  writeStatus(api, key, {
    succeeded,
    failed,
    active: mine().length - succeeded - failed,
    complete,
    over,
  });
}

const overMessage = "Job has reached the specified backoff limit";

/** Makes as many Pods; answers false where one was refused. */
async function makePods(api: Api, job: Tree, count: number): Promise<boolean> {
  for (let made = 0; made < count; made++) {
    const pod = podOf(api, job);
    let failure: string | undefined;
    const created = await create(api, pod, (message) => failure = message);
    if (failure !== undefined) {
      await say(api, job, "FailedCreate", `Error creating: ${failure}`, "Warning");
      return false;
    }
    const name = textAt(pod, "metadata", "name");
    if (created !== undefined) await say(api, job, "SuccessfulCreate", `Created pod: ${name}`);
  }
  return true;
}

function isSuspended(job: Tree): boolean {
  return treesAt(job, "status", "conditions").some((c) =>
    c.type === "Suspended" && c.status === "True"
  );
}

/** A Job that is to wait has no Pods, and says so. */
async function suspend(api: Api, key: string, job: Tree, pods: readonly Tree[]): Promise<void> {
  const resource = resourceOf(api, "/pods")!;
  for (const pod of pods) {
    if (["Succeeded", "Failed"].includes(textAt(pod, "status", "phase"))) continue;
    await remove(api, resource, pod);
    const message = `Deleted pod: ${textAt(pod, "metadata", "name")}`;
    await say(api, job, "SuccessfulDelete", message);
  }
  if (!isSuspended(job)) await say(api, job, "Suspended", "Job suspended");
  const status = treeAt(job, "status");
  const conditions = conditionsWith(api, treesAt(status, "conditions"), {
    ...{ type: "Suspended", status: "True" },
    ...{ reason: "JobSuspended", message: "Job suspended" },
  });
  update(api, jobs, key, {
    status: { ...status, conditions, terminating: 0, uncountedTerminatedPods: {}, ready: 0 },
  });
}

/** Conditions of Jobs tell when they were looked at, too. */
function conditionsWith(api: Api, before: readonly Tree[], next: Tree): Tree[] {
  const now = timestamp(api.now());
  const { type, status, ...rest } = next;
  const set = withCondition(before, next, api.now(), false);
  const isNew = (c: Tree) => c.type === type && !before.includes(c);
  return set.map((c) =>
    isNew(c)
      ? { type, status, lastProbeTime: now, lastTransitionTime: c.lastTransitionTime, ...rest }
      : c
  );
}

function isFinished(job: Tree): boolean {
  return treesAt(job, "status", "conditions").some((c) =>
    (c.type === "Complete" || c.type === "Failed") && c.status === "True"
  );
}

function podOf(api: Api, job: Tree): Tree {
  const template = treeAt(job, "spec", "template"), { name, namespace } = treeAt(job, "metadata");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-${randomSuffix(api.random)}`,
      namespace,
      labels: { ...treeAt(template, "metadata", "labels") },
      annotations: { ...treeAt(template, "metadata", "annotations") },
      ownerReferences: [controlledBy(job)],
    },
    spec: structuredClone(treeAt(template, "spec")),
  };
}

interface Counts {
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  readonly complete: boolean;
  readonly over: boolean;
}

function writeStatus(
  api: Api,
  key: string,
  { succeeded, failed, active, complete, over }: Counts,
): void {
  const job = find(api, jobs, key)!, status = treeAt(job, "status"), now = api.now();
  const set = (next: Tree) => conditions = conditionsWith(api, conditions, next);
  let conditions = treesAt(status, "conditions");
  if (isSuspended(job)) {
    const reason = { reason: "JobResumed", message: "Job resumed" };
    set({ type: "Suspended", status: "False", ...reason });
  }
  if (complete) {
    const reason = {
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
    set({ type: "SuccessCriteriaMet", status: "True", ...reason });
    set({ type: "Complete", status: "True", ...reason });
  } else if (over) {
    const reason = {
      reason: "BackoffLimitExceeded",
      message: overMessage,
    };
    set({ type: "FailureTarget", status: "True", ...reason });
    set({ type: "Failed", status: "True", ...reason });
  }
  const next: Tree = { startTime: status.startTime ?? timestamp(now) };
  if (conditions.length > 0) next.conditions = conditions;
  if (complete) next.completionTime = timestamp(now);
  if (active > 0) next.active = active;
  if (succeeded > 0) next.succeeded = succeeded;
  if (failed > 0) next.failed = failed;
  update(api, jobs, key, {
    status: { ...next, terminating: 0, uncountedTerminatedPods: {}, ready: 0 },
  });
}
