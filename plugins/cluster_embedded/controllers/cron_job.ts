import { Cron } from "croner";
import { type Api, timestamp } from "../api.ts";
import { clone, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
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
import type { Controller, Loop } from "./runner.ts";

const cronJobs = "batch/cronjobs", jobs = "batch/jobs";
const minute = 60_000;

/** Makes the Jobs of CronJobs when their time has come, and forgets old ones. */
export const cronJobController: Controller = {
  buckets: [cronJobs, jobs],
  async reconcile(api, bucket, key, loop) {
    if (bucket === cronJobs) return await run(api, key, loop);
    const job = find(api, jobs, key), owner = job === undefined ? undefined : controllerOf(job);
    if (owner?.kind === "CronJob") await run(api, `${key.split("/")[0]}/${owner.name}`, loop);
  },
};

async function run(api: Api, key: string, loop: Loop): Promise<void> {
  const cronJob = find(api, cronJobs, key);
  if (cronJob === undefined || isDeleted(cronJob)) return;
  await forgetOld(api, cronJob);
  writeStatus(api, key, {});
  const spec = treeAt(cronJob, "spec");
  if (spec.suspend === true) return;
  const { due, next } = timesOf(api, cronJob);
  if (due !== undefined) await start(api, key, cronJob, due);
  if (next === undefined) return;
  loop.later(cronJobs, key, next.getTime() - api.now().getTime());
}

/** The last time that came and was not served, and the next one. */
function timesOf(api: Api, cronJob: Tree): { due?: Date; next?: Date } {
  const zone = textAt(cronJob, "spec", "timeZone"), now = api.now();
  const cron = new Cron(textAt(cronJob, "spec", "schedule"), {
    paused: true,
    ...(zone === "" ? {} : { timezone: zone }),
  });
  const served = textAt(cronJob, "status", "lastScheduleTime") ||
    textAt(cronJob, "metadata", "creationTimestamp");
  const [last] = cron.previousRuns(1, now), next = cron.nextRun(now) ?? undefined;
  // A time is due from its own second on, and once.
  const isDue = last !== undefined && last.getTime() > Date.parse(served);
  const deadline = treeAt(cronJob, "spec").startingDeadlineSeconds;
  const missed = isDue && typeof deadline === "number" &&
    now.getTime() - last.getTime() > deadline * 1000;
  return { ...(isDue && !missed ? { due: last } : {}), ...(next === undefined ? {} : { next }) };
}

function jobsOf(api: Api, cronJob: Tree): Tree[] {
  const { uid, namespace } = treeAt(cronJob, "metadata");
  return inNamespace(api, jobs, String(namespace)).filter((job) => controllerOf(job)?.uid === uid);
}

function endOf(job: Tree): Tree | undefined {
  return treesAt(job, "status", "conditions").find(({ type, status }) =>
    (type === "Complete" || type === "Failed") && status === "True"
  );
}

async function start(api: Api, key: string, cronJob: Tree, due: Date): Promise<void> {
  const active = jobsOf(api, cronJob).filter((job) => endOf(job) === undefined);
  const policy = treeAt(cronJob, "spec").concurrencyPolicy, resource = resourceOf(api, jobs);
  if (policy === "Forbid" && active.length > 0) return;
  if (policy === "Replace" && resource !== undefined) {
    for (const job of active) await remove(api, resource, job);
  }
  const made = await create(api, jobFor(cronJob, due));
  if (made !== undefined) {
    const message = `Created job ${textAt(made, "metadata", "name")}`, from = "cronjob-controller";
    await tell(api, cronJob, { type: "Normal", reason: "SuccessfulCreate", message, from });
  }
  writeStatus(api, key, { lastScheduleTime: timestamp(due) });
}

/** A Job is named after its minute, so that none is made twice. */
function jobFor(cronJob: Tree, due: Date): Tree {
  const template = clone(treeAt(cronJob, "spec", "jobTemplate"));
  const { name, namespace } = treeAt(cronJob, "metadata");
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${name}-${Math.floor(due.getTime() / minute)}`,
      namespace,
      labels: treeAt(template, "metadata", "labels"),
      annotations: {
        ...treeAt(template, "metadata", "annotations"),
        "batch.kubernetes.io/cronjob-scheduled-timestamp": timestamp(due),
      },
      ownerReferences: [controlledBy(cronJob)],
    },
    spec: template.spec,
  };
}

function writeStatus(api: Api, key: string, more: Tree): void {
  const cronJob = find(api, cronJobs, key);
  if (cronJob === undefined) return;
  const all = jobsOf(api, cronJob), status: Tree = { ...treeAt(cronJob, "status"), ...more };
  const active = all.filter((job) => endOf(job) === undefined).map((job) => {
    const { name, namespace, uid, resourceVersion } = treeAt(job, "metadata");
    return { apiVersion: "batch/v1", kind: "Job", name, namespace, uid, resourceVersion };
  });
  if (active.length > 0) status.active = active;
  else delete status.active;
  const ends = all.filter((job) => endOf(job)?.type === "Complete")
    .map((job) => textAt(job, "status", "completionTime")).sort();
  if (ends.length > 0) status.lastSuccessfulTime = ends.at(-1);
  update(api, cronJobs, key, { status });
}

/** Keeps as many finished Jobs as the limits say, the newest of each kind. */
async function forgetOld(api: Api, cronJob: Tree): Promise<void> {
  const spec = treeAt(cronJob, "spec"), resource = resourceOf(api, jobs);
  if (resource === undefined) return;
  const limits = [
    ["Complete", spec.successfulJobsHistoryLimit ?? 3],
    ["Failed", spec.failedJobsHistoryLimit ?? 1],
  ] as const;
  for (const [type, limit] of limits) {
    const ended = jobsOf(api, cronJob).filter((job) => endOf(job)?.type === type)
      .sort((a, b) => startOf(a) < startOf(b) ? 1 : -1);
    for (const job of ended.slice(Number(limit))) await remove(api, resource, job);
  }
}

const startOf = (job: Tree) => textAt(job, "status", "startTime");
