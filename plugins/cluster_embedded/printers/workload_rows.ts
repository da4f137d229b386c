import { textAt, type Tree, treeAt, treesAt, valueAt } from "../json/tree.ts";
import { ageOf, humanDuration } from "./age.ts";
import { boolText, containerCells, labelsText, nameOf, numberAt, selectorText } from "./cells.ts";
import type { Row } from "./rows.ts";

const podSpec = (object: Tree) => treeAt(object, "spec", "template", "spec");
const selector = (object: Tree) => selectorText(treeAt(object, "spec", "selector"));

const deployment: Row = (object, age) => [
  nameOf(object),
  `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
  numberAt(object, "status", "updatedReplicas"),
  numberAt(object, "status", "availableReplicas"),
  age,
  ...containerCells(podSpec(object)),
  selector(object),
];

const daemonSet: Row = (object, age) => [
  nameOf(object),
  numberAt(object, "status", "desiredNumberScheduled"),
  numberAt(object, "status", "currentNumberScheduled"),
  numberAt(object, "status", "numberReady"),
  numberAt(object, "status", "updatedNumberScheduled"),
  numberAt(object, "status", "numberAvailable"),
  labelsText(valueAt(object, "spec", "template", "spec", "nodeSelector")),
  age,
  ...containerCells(podSpec(object)),
  selector(object),
];

const replicaSet: Row = (object, age) => [
  nameOf(object),
  numberAt(object, "spec", "replicas"),
  numberAt(object, "status", "replicas"),
  numberAt(object, "status", "readyReplicas"),
  age,
  ...containerCells(podSpec(object)),
  selector(object),
];

const statefulSet: Row = (object, age) => [
  nameOf(object),
  `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
  age,
  ...containerCells(podSpec(object)),
];

function jobStatus(object: Tree): string {
  const is = (type: string) =>
    treesAt(object, "status", "conditions").some((c) => c.type === type && c.status === "True");
  if (is("Complete")) return "Complete";
  if (is("Failed")) return "Failed";
  if (treeAt(object, "metadata").deletionTimestamp !== undefined) return "Terminating";
  if (is("Suspended")) return "Suspended";
  if (is("FailureTarget")) return "FailureTarget";
  return is("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

function jobCompletions(object: Tree): string {
  const succeeded = numberAt(object, "status", "succeeded"), spec = treeAt(object, "spec");
  if (typeof spec.completions === "number") return `${succeeded}/${spec.completions}`;
  const parallelism = numberAt(spec, "parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(object: Tree, now: Date): string {
  const start = Date.parse(textAt(object, "status", "startTime"));
  if (Number.isNaN(start)) return "";
  const end = Date.parse(textAt(object, "status", "completionTime"));
  return humanDuration((Number.isNaN(end) ? now.getTime() : end) - start);
}

const job: Row = (object, age, now) => [
  nameOf(object),
  jobStatus(object),
  jobCompletions(object),
  jobDuration(object, now),
  age,
  ...containerCells(podSpec(object)),
  selector(object),
];

const cronJob: Row = (object, age, now) => {
  const spec = treeAt(object, "spec"), last = treeAt(object, "status").lastScheduleTime;
  const template = treeAt(spec, "jobTemplate", "spec");
  return [
    nameOf(object),
    spec.schedule,
    spec.timeZone ?? "<none>",
    boolText(spec.suspend),
    treesAt(object, "status", "active").length,
    last === undefined ? "<none>" : ageOf(last, now),
    age,
    ...containerCells(treeAt(template, "template", "spec")),
    selectorText(treeAt(template, "selector")),
  ];
};

/** Rows of workloads by bucket. */
export const workloadRows: Readonly<Record<string, Row>> = {
  "apps/deployments": deployment,
  "apps/daemonsets": daemonSet,
  "apps/replicasets": replicaSet,
  "apps/statefulsets": statefulSet,
  "batch/jobs": job,
  "batch/cronjobs": cronJob,
  "/replicationcontrollers": (object, age) => [
    nameOf(object),
    numberAt(object, "spec", "replicas"),
    numberAt(object, "status", "replicas"),
    numberAt(object, "status", "readyReplicas"),
    age,
    ...containerCells(podSpec(object)),
    labelsText(valueAt(object, "spec", "selector")),
  ],
};
