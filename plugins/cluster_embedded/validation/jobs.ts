import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { equal, textAt, type Tree, treeAt } from "../json/tree.ts";
import { nonNegative, oneOf } from "./checks.ts";
import { cronProblem } from "./cron.ts";
import { immutableField } from "./object_meta.ts";
import { validateTemplate } from "./pod.ts";
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
  const template = treeAt(spec, "template"), policy = textAt(template, "spec", "restartPolicy");
  errors.push(...validateTemplate(template, `${at}.template`, ["Always", ...jobRestart]));
  if (policy === "Always") {
    errors.push(
      required(`${at}.template.spec.restartPolicy`, `valid values: "OnFailure", "Never"`),
    );
  }
  return errors;
}

export const job: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), errors = jobSpec(spec, "spec");
  if (old === undefined) return errors;
  const before = treeAt(old, "spec");
  errors.push(
    ...immutableField(spec.selector, before.selector, "spec.selector"),
    ...immutableField(spec.completionMode, before.completionMode, "spec.completionMode"),
  );
  if (!equal(spec.template, before.template)) {
    errors.push(invalidValue("spec.template", spec.template, "field is immutable"));
  }
  return errors;
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
    const problem = cronProblem(schedule);
    if (problem !== undefined) errors.push(invalidValue("spec.schedule", schedule, problem));
  }
  if (typeof spec.timeZone === "string" && !isTimeZone(spec.timeZone)) {
    errors.push(invalidValue("spec.timeZone", spec.timeZone, `unknown time zone ${spec.timeZone}`));
  }
  errors.push(
    ...oneOf(
      spec.concurrencyPolicy,
      "spec.concurrencyPolicy",
      ["Allow", "Forbid", "Replace"],
      true,
    ),
    ...nonNegative(spec.successfulJobsHistoryLimit, "spec.successfulJobsHistoryLimit"),
    ...nonNegative(spec.failedJobsHistoryLimit, "spec.failedJobsHistoryLimit"),
    ...jobSpec(treeAt(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec"),
  );
  return errors;
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
