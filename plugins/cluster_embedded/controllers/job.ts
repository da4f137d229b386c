import { type Api, randomSuffix, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
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
import type { Controller } from "./runner.ts";

const jobs = "batch/jobs";

/** Runs Jobs to their end. */
export const jobController: Controller = {
  buckets: [jobs, "/pods"],
  async reconcile(api, bucket, key) {
    if (bucket === jobs) return await run(api, key);
    const pod = find(api, bucket, key), owner = pod === undefined ? undefined : controllerOf(pod);
    if (owner?.kind === "Job") await run(api, `${key.split("/")[0]}/${owner.name}`);
  },
};

async function run(api: Api, key: string): Promise<void> {
  const job = find(api, jobs, key);
  if (job === undefined || isDeleted(job) || isFinished(job)) return;
  const spec = treeAt(job, "spec"), uid = treeAt(job, "metadata").uid;
  if (spec.suspend === true) return;
  const mine = () =>
    inNamespace(api, "/pods", key.split("/")[0]!).filter((pod) => controllerOf(pod)?.uid === uid);
  const phase = (name: string) =>
    mine().filter((pod) => textAt(pod, "status", "phase") === name).length;
  const wanted = Number(spec.completions ?? spec.parallelism ?? 1);
  const succeeded = phase("Succeeded"), failed = phase("Failed");
  const active = mine().length - succeeded - failed;
  const over = failed > Number(spec.backoffLimit ?? 6), complete = succeeded >= wanted;
  if (!over && !complete) {
    const room = Math.min(Number(spec.parallelism ?? 1), wanted - succeeded);
    for (let count = active; count < room; count++) await create(api, podOf(api, job));
  }
  writeStatus(api, key, {
    succeeded,
    failed,
    active: mine().length - succeeded - failed,
    complete,
    over,
  });
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
  let conditions = treesAt(status, "conditions");
  if (complete) {
    const reason = {
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
    conditions = withCondition(
      conditions,
      { type: "SuccessCriteriaMet", status: "True", ...reason },
      now,
      false,
    );
    conditions = withCondition(
      conditions,
      { type: "Complete", status: "True", ...reason },
      now,
      false,
    );
  } else if (over) {
    const reason = {
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
    conditions = withCondition(
      conditions,
      { type: "FailureTarget", status: "True", ...reason },
      now,
      false,
    );
    conditions = withCondition(
      conditions,
      { type: "Failed", status: "True", ...reason },
      now,
      false,
    );
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
