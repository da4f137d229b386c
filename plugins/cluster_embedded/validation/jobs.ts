import { jobStatus } from "./job_status.ts";
import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { equal, isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
import { nonNegative, oneOf, selectorMatches } from "./checks.ts";
import { cronProblem } from "./cron.ts";
import { immutableField } from "./object_meta.ts";
import { validateTemplate } from "./pod.ts";
import { jobTemplateUpdate } from "./pod_update.ts";
import { type Validator } from "./workloads.ts";

const jobRestart = ["OnFailure", "Never"];

function jobSpec(spec: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (
    const field of [
      "completions",
      "parallelism",
      "backoffLimit",
      "activeDeadlineSeconds",
      "ttlSecondsAfterFinished",
    ]
  ) {
    errors.push(...nonNegative(spec[field], `${at}.${field}`));
  }
  errors.push(...jobModes(spec, at));
  const template = treeAt(spec, "template"), policy = textAt(template, "spec", "restartPolicy");
  errors.push(...validateTemplate(template, `${at}.template`, ["Always", ...jobRestart]));
  if (policy === "Always") {
    errors.push(
      required(`${at}.template.spec.restartPolicy`, `valid values: "OnFailure", "Never"`),
    );
  } else if (!jobRestart.includes(policy)) {
    errors.push(unsupported(`${at}.template.spec.restartPolicy`, policy, ["OnFailure", "Never"]));
  }
  return errors;
}

/** Fields that depend on how the Job counts. */
function jobModes(spec: Tree, at: string): FieldError[] {
  const indexed = spec.completionMode === "Indexed";
  const errors = oneOf(spec.completionMode, `${at}.completionMode`, ["NonIndexed", "Indexed"]);
  if (indexed && spec.completions === undefined) {
    const detail = "when completion mode is Indexed";
    errors.push(required(`${at}.completions`, detail));
  }
  if (spec.backoffLimitPerIndex !== undefined && !indexed) {
    const detail = "requires indexed completion mode";
    errors.push(invalidValue(`${at}.backoffLimitPerIndex`, spec.backoffLimitPerIndex, detail));
  }
  const owner = textAt(spec, "managedBy");
  if (owner !== "" && !/^[a-z0-9.-]+\/[A-Za-z0-9\/%:@&=+$,._-]+$/.test(owner)) {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    errors.push(invalidValue(`${at}.managedBy`, owner, detail));
  }
  if (isTree(spec.successPolicy) && !indexed) {
    const shown = JSON.stringify({ Rules: spec.successPolicy.rules ?? null });
    errors.push({
      reason: "FieldValueInvalid",
      field: `${at}.successPolicy`,
      message: `Invalid value: ${shown}: requires indexed completion mode`,
    });
  }
  const replacement = ["Failed", "TerminatingOrFailed"];
  return [
    ...errors,
    ...oneOf(spec.podReplacementPolicy, `${at}.podReplacementPolicy`, replacement),
    ...failureErrors(spec, at),
  ];
}

function failureErrors(spec: Tree, at: string): FieldError[] {
  const policy = spec.podFailurePolicy, errors: FieldError[] = [];
  if (!isTree(policy)) return errors;
  const restart = textAt(spec, "template", "spec", "restartPolicy");
  if (restart !== "Never") {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(invalidValue(`${at}.template.spec.restartPolicy`, restart, detail));
  }
  treesAt(policy, "rules").forEach((rule, i) => {
    const path = `${at}.podFailurePolicy.rules[${i}]`, actions = ["Count", "FailIndex", "FailJob"];
    errors.push(...oneOf(rule.action, `${path}.action`, [...actions, "Ignore"], true));
    if (!isTree(rule.onExitCodes)) return;
    const { operator, values } = rule.onExitCodes, codes = `${path}.onExitCodes`;
    errors.push(...oneOf(operator, `${codes}.operator`, ["In", "NotIn"], true));
    if (!Array.isArray(values) || values.length === 0) {
      const detail = "at least one value is required";
      errors.push(invalidValue(`${codes}.values`, [], detail));
    }
  });
  return errors;
}

/** The selector of a new Job is the server's own, unless the Job says otherwise. */
function jobSelector(object: Tree, isNew: boolean): FieldError[] {
  const spec = treeAt(object, "spec"), { selector } = spec, errors: FieldError[] = [];
  const labels = treeAt(spec, "template", "metadata").labels ?? null;
  if (!isTree(selector)) errors.push(required("spec.selector"));
  else if (isNew && spec.manualSelector !== true) {
    const uid = treeAt(object, "metadata").uid;
    const expected = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
    if (!equal(selector, expected)) {
      errors.push(invalidValue("spec.selector", selector, "`selector` not auto-generated"));
    }
  }
  if (isTree(selector) && selectorMatches(selector, isTree(labels) ? labels : {})) return errors;
  const detail = "`selector` does not match template `labels`";
  return [...errors, invalidValue("spec.template.metadata.labels", labels, detail)];
}

/** The Pods of an indexed Job are called by its name and their number. */
function hostName(object: Tree, { completionMode, completions }: Tree): FieldError[] {
  if (completionMode !== "Indexed" || Number(completions ?? 0) < 1) return [];
  const name = textAt(object, "metadata", "name"), last = `${name}-${Number(completions) - 1}`;
  if (isDns1123Label(last).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${last}`;
  return [invalidValue("metadata.name", name, detail)];
}

/** An indexed Job grows and shrinks with its parallelism; any other keeps its completions. */
function completionsChange(spec: Tree, before: Tree): FieldError[] {
  const elastic = spec.completionMode === "Indexed" && spec.completions !== undefined &&
    before.completions !== undefined && spec.completions === spec.parallelism;
  return elastic ? [] : immutableField(spec.completions, before.completions, "spec.completions");
}

export const job: Validator = (object, old, subresource) => {
  if (subresource === "status" && old !== undefined) return jobStatus(object, old);
  const spec = treeAt(object, "spec"), errors = jobSpec(spec, "spec");
  errors.push(...jobSelector(object, old === undefined), ...hostName(object, spec));
  if (old === undefined) return errors;
  const before = treeAt(old, "spec");
  errors.push(
    ...immutableField(spec.selector, before.selector, "spec.selector"),
    ...immutableField(spec.completionMode, before.completionMode, "spec.completionMode"),
    ...completionsChange(spec, before),
  );
  // The server looks at the whole of the new spec twice.
  return [
    ...errors,
    ...jobSpec(spec, "spec"),
    ...jobSelector(object, false),
    ...jobTemplateUpdate(object, old),
  ];
};

export const cronJob: Validator = (object) => {
  const spec = treeAt(object, "spec"), schedule = textAt(spec, "schedule");
  const errors: FieldError[] = [];
  const name = textAt(object, "metadata", "name");
  if (name.length > 52) {
    errors.push(invalidValue("metadata.name", name, "must be no more than 52 characters"));
  }
  if (schedule === "") errors.push(required("spec.schedule"));
  else {
    const problem = /^(CRON_)?TZ=/.test(schedule)
      ? "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
      : cronProblem(schedule);
    if (problem !== undefined) errors.push(invalidValue("spec.schedule", schedule, problem));
  }
  if (typeof spec.timeZone === "string") errors.push(...zoneErrors(spec.timeZone));
  errors.push(
    ...oneOf(
      spec.concurrencyPolicy,
      "spec.concurrencyPolicy",
      ["Allow", "Forbid", "Replace"],
      true,
    ),
    ...nonNegative(spec.startingDeadlineSeconds, "spec.startingDeadlineSeconds"),
    ...nonNegative(spec.successfulJobsHistoryLimit, "spec.successfulJobsHistoryLimit"),
    ...nonNegative(spec.failedJobsHistoryLimit, "spec.failedJobsHistoryLimit"),
    ...jobSpec(treeAt(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec"),
  );
  return errors;
};

function zoneErrors(zone: string): FieldError[] {
  const wrong = (detail: string) => [invalidValue("spec.timeZone", zone, detail)];
  if (zone === "") return wrong("timeZone must be nil or non-empty string");
  if (zone === "Local") {
    return wrong(
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
    );
  }
  return isTimeZone(zone) ? [] : wrong(`unknown time zone ${zone}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
