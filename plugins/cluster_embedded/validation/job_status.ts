import { duplicate, type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { equal, listAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { nonNegative } from "./checks.ts";

const at = (field: string) => `status.${field}`;
const counts = ["active", "succeeded", "failed", "ready", "terminating"];

/** The status of a Job with the answers that its rules ask for. */
interface State {
  readonly status: Tree;
  readonly complete: boolean;
  readonly failed: boolean;
  readonly finished: boolean;
  readonly target: boolean;
  readonly met: boolean;
}

function stateOf(job: Tree): State {
  const status = treeAt(job, "status");
  const is = (type: string) =>
    treesAt(status, "conditions").some((c) => c.type === type && c.status === "True");
  const complete = is("Complete"), failed = is("Failed");
  return {
    ...{ status, complete, failed, finished: complete || failed },
    ...{ target: is("FailureTarget"), met: is("SuccessCriteriaMet") },
  };
}

const condition = (detail: string): FieldError => ({
  reason: "FieldValueInvalid",
  field: at("conditions"),
  message: `Invalid value: ${detail}`,
});

/** What is wrong with a Job's new status; most rules are asked only of what changed. */
export function jobStatus(job: Tree, oldJob: Tree): FieldError[] {
  const now = stateOf(job), old = stateOf(oldJob);
  return [
    ...counts.flatMap((field) => nonNegative(now.status[field], at(field))),
    ...uncounted(now.status),
    ...conditionErrors(now, old, treeAt(job, "spec")),
    ...timeErrors(now, old),
    ...finishedErrors(now, old),
    ...indexErrors(job, oldJob),
    ...transitionErrors(job, now, old),
  ];
}

function uncounted(status: Tree): FieldError[] {
  const seen = new Set<unknown>();
  return ["succeeded", "failed"].flatMap((kind) =>
    listAt(status, "uncountedTerminatedPods", kind).flatMap((uid, i) => {
      const field = at(`uncountedTerminatedPods.${kind}[${i}]`);
      if (uid === "") return [invalidValue(field, uid, "must not be empty")];
      if (seen.has(uid)) return [duplicate(field, uid)];
      seen.add(uid);
      return [];
    })
  );
}

function conditionErrors(now: State, old: State, spec: Tree): FieldError[] {
  const completes = now.complete !== old.complete, fails = now.failed !== old.failed;
  const { status } = now;
  const failedIndexes = status.failedIndexes !== old.status.failedIndexes;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      (completes || fails) && now.complete && now.failed,
      "cannot set Complete=True and Failed=true conditions",
    ],
    [
      (completes || now.target !== old.target) && now.complete && now.target,
      "cannot set Complete=True and FailureTarget=true conditions",
    ],
    [
      (fails || failedIndexes) && now.failed && !now.target,
      "cannot set Failed=True condition without the FailureTarget=true condition",
    ],
    [
      (completes || now.met !== old.met) && now.complete && !now.met,
      "cannot set Complete=True condition without the SuccessCriteriaMet=true condition",
    ],
    [now.met && now.failed, "cannot set SuccessCriteriaMet=True and Failed=true conditions"],
    [now.met && now.target, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions"],
    [
      spec.successPolicy !== undefined && !now.met && now.complete,
      "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True",
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, detail]) => condition(detail));
}

function timeErrors(now: State, old: State): FieldError[] {
  const { completionTime, startTime } = now.status, field = at("completionTime");
  const starts = startTime !== old.status.startTime;
  const ends = completionTime !== old.status.completionTime, errors: FieldError[] = [];
  const completes = now.complete !== old.complete;
  if ((completes || ends) && completionTime !== undefined && !now.complete) {
    const detail = "cannot set completionTime when there is no Complete=True condition";
    errors.push(invalidValue(field, completionTime, detail));
  }
  if ((completes || ends) && completionTime === undefined && now.complete) {
    errors.push(required(field, "completionTime is required for Complete jobs"));
  }
  const both = startTime !== undefined && completionTime !== undefined;
  if ((starts || ends) && both && Date.parse(`${completionTime}`) < Date.parse(`${startTime}`)) {
    errors.push(invalidValue(field, completionTime, "must be equal to or after `startTime`"));
  }
  return errors;
}

function finishedErrors(now: State, old: State): FieldError[] {
  const { status } = now, before = old.status, errors: FieldError[] = [];
  const finishes = now.finished !== old.finished;
  const changed = (field: string) => finishes || !equal(status[field], before[field]);
  if (now.finished && changed("active") && Number(status.active ?? 0) > 0) {
    errors.push(invalidValue(at("active"), status.active, "active>0 is invalid for finished job"));
  }
  if (now.finished && changed("startTime") && status.startTime === undefined) {
    errors.push(required(at("startTime"), "startTime is required for finished job"));
  }
  const left = ["succeeded", "failed"].flatMap((kind) =>
    listAt(status, "uncountedTerminatedPods", kind)
  );
  if (now.finished && changed("uncountedTerminatedPods") && left.length > 0) {
    const { uncountedTerminatedPods: pods } = status, detail = "must be empty for finished job";
    errors.push(invalidValue(at("uncountedTerminatedPods"), pods, detail));
  }
  if (now.finished && changed("terminating") && Number(status.terminating ?? 0) > 0) {
    const detail = "terminating>0 is invalid for finished job";
    errors.push(invalidValue(at("terminating"), status.terminating, detail));
  }
  const isReady = status.ready !== before.ready || status.active !== before.active;
  if (isReady && Number(status.ready ?? 0) > Number(status.active ?? 0)) {
    errors.push(invalidValue(at("ready"), status.ready, "cannot set more ready pods than active"));
  }
  return errors;
}

function indexErrors(job: Tree, oldJob: Tree): FieldError[] {
  const spec = treeAt(job, "spec"), status = treeAt(job, "status"), errors: FieldError[] = [];
  const changed = (field: string) => status[field] !== treeAt(oldJob, "status")[field];
  const { completedIndexes = "", failedIndexes } = status;
  if (changed("completedIndexes") && completedIndexes !== "" && spec.completionMode !== "Indexed") {
    const detail = "cannot set non-empty completedIndexes when non-indexed completion mode";
    errors.push(invalidValue(at("completedIndexes"), completedIndexes, detail));
  }
  const limit = spec.backoffLimitPerIndex;
  if (changed("failedIndexes") && limit === undefined && failedIndexes !== undefined) {
    const detail = "cannot set non-null failedIndexes when backoffLimitPerIndex is null";
    errors.push(invalidValue(at("failedIndexes"), failedIndexes, detail));
  }
  return errors;
}

function transitionErrors(job: Tree, now: State, old: State): FieldError[] {
  const { status } = now, before = old.status, spec = treeAt(job, "spec");
  const errors: FieldError[] = [];
  const terminal = [["failed", "Failed"], ["complete", "Complete"], ["target", "FailureTarget"]];
  for (const [key, type] of terminal as ["failed" | "complete" | "target", string][]) {
    if (!old[key] || now[key]) continue;
    errors.push(condition(`cannot disable the terminal ${type}=True condition`));
  }
  const elastic = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  for (const field of elastic ? ["failed"] : ["failed", "succeeded"]) {
    if (Number(status[field] ?? 0) >= Number(before[field] ?? 0)) continue;
    const detail = `cannot decrease the ${field} counter`;
    errors.push(invalidValue(at(field), Number(status[field] ?? 0), detail));
  }
  const ended = status.completionTime !== undefined && before.completionTime !== undefined;
  if (ended && status.completionTime !== before.completionTime) {
    errors.push(invalidValue(at("completionTime"), status.completionTime, "field is immutable"));
  }
  const restarted = before.startTime !== undefined && before.startTime !== status.startTime;
  if (restarted && spec.suspend !== true) {
    const detail = "field is immutable for unsuspended job once set";
    errors.push(invalidValue(at("startTime"), status.startTime ?? null, detail));
  }
  if (old.met && !now.met) {
    errors.push(condition("cannot disable the SuccessCriteriaMet=True condition"));
  }
  if (old.complete && !old.met && now.met) {
    errors.push(
      condition(
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions",
      ),
    );
  }
  return errors;
}
