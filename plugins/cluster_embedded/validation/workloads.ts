import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { equal, isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { countOrPercent, labelSelector, nonNegative, oneOf, selectorMatches } from "./checks.ts";
import { cronProblem } from "./cron.ts";
import { immutableField } from "./object_meta.ts";
import { validatePodSpec, validateTemplate } from "./pod.ts";

type Validator = (object: Tree, old?: Tree, subresource?: string) => FieldError[];

const always = ["Always"];

/** A selector must be there, not be empty, and match the template. */
function selectorAndTemplate(spec: Tree, kind: string): FieldError[] {
  const { selector } = spec, labels = treeAt(spec, "template", "metadata").labels;
  const errors: FieldError[] = [];
  const mismatch = () =>
    errors.push(invalidValue(
      "spec.template.metadata.labels",
      labels ?? null,
      "`selector` does not match template `labels`",
    ));
  if (!isTree(selector)) {
    errors.push(required("spec.selector"));
    mismatch();
    return errors;
  }
  const problems = labelSelector(selector, "spec.selector");
  errors.push(...problems);
  if (Object.keys(selector).length === 0) {
    errors.push(invalidValue("spec.selector", selector, `empty selector is invalid for ${kind}`));
  }
  if (problems.length > 0) {
    errors.push(invalidValue("spec.selector", selector, "invalid label selector"));
  } else if (!selectorMatches(selector, isTree(labels) ? labels : {})) mismatch();
  return errors;
}

function common(spec: Tree, kind: string): FieldError[] {
  return [
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...nonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
    ...selectorAndTemplate(spec, kind),
    // A selector that cannot be read ends the check of the template.
    ...(isTree(spec.selector) && labelSelector(spec.selector, "spec.selector").length > 0
      ? []
      : validateTemplate(treeAt(spec, "template"), "spec.template", always)),
  ];
}

function isZero(value: unknown): boolean {
  return value === 0 || value === "0%";
}

function rollingUpdate(strategy: Tree, at: string): FieldError[] {
  const rolling = strategy.rollingUpdate;
  const errors = oneOf(strategy.type, `${at}.type`, ["Recreate", "RollingUpdate"]);
  if (strategy.type === "Recreate" && isTree(rolling)) {
    errors.push(
      forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"),
    );
  }
  if (strategy.type !== "RollingUpdate" || !isTree(rolling)) return errors;
  errors.push(
    ...countOrPercent(rolling.maxUnavailable, `${at}.rollingUpdate.maxUnavailable`),
    ...countOrPercent(rolling.maxSurge, `${at}.rollingUpdate.maxSurge`),
  );
  if (isZero(rolling.maxUnavailable) && isZero(rolling.maxSurge)) {
    errors.push(
      invalidValue(
        `${at}.rollingUpdate.maxUnavailable`,
        rolling.maxUnavailable,
        "may not be 0 when `maxSurge` is 0",
      ),
    );
  }
  return errors;
}

function statusCounts(object: Tree): FieldError[] {
  const status = treeAt(object, "status"), errors: FieldError[] = [];
  for (
    const field of [
      "observedGeneration",
      "replicas",
      "updatedReplicas",
      "readyReplicas",
      "availableReplicas",
      "unavailableReplicas",
    ]
  ) {
    errors.push(...nonNegative(status[field], `status.${field}`));
  }
  const count = (field: string) => Number(status[field] ?? 0);
  const over = (field: string, other: string, text: string) => {
    if (count(field) > count(other)) {
      errors.push(invalidValue(`status.${field}`, count(field), `cannot be greater than ${text}`));
    }
  };
  over("updatedReplicas", "replicas", "status.replicas");
  over("readyReplicas", "replicas", "status.replicas");
  over("availableReplicas", "replicas", "status.replicas");
  over("availableReplicas", "readyReplicas", "readyReplicas");
  return errors;
}

const deployment: Validator = (object, old, subresource) => {
  if (subresource === "status") return statusCounts(object);
  const spec = treeAt(object, "spec");
  const errors = [
    ...common(spec, "deployment"),
    ...rollingUpdate(treeAt(spec, "strategy"), "spec.strategy"),
  ];
  if (old === undefined) return errors;
  return [
    ...errors,
    ...immutableField(spec.selector ?? null, treeAt(old, "spec").selector, "spec.selector"),
  ];
};

const replicaSet: Validator = (object, old) => {
  const spec = treeAt(object, "spec");
  const errors = common(spec, "deployment");
  return old === undefined ? errors : [
    ...errors,
    ...immutableField(spec.selector ?? null, treeAt(old, "spec").selector, "spec.selector"),
  ];
};

const daemonSet: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), errors = common(spec, "daemonset");
  if (old === undefined) return errors;
  return [
    ...errors,
    ...immutableField(spec.selector ?? null, treeAt(old, "spec").selector, "spec.selector"),
  ];
};

const mutableOfStatefulSet = [
  ...["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit"],
  ...["persistentVolumeClaimRetentionPolicy", "minReadySeconds"],
];

const statefulSet: Validator = (object, old) => {
  const spec = treeAt(object, "spec"), errors = common(spec, "statefulset");
  if (old === undefined) return errors;
  const rest = (tree: Tree) =>
    Object.fromEntries(Object.entries(tree).filter(([key]) => !mutableOfStatefulSet.includes(key)));
  if (equal(rest(spec), rest(treeAt(old, "spec")))) return errors;
  const text =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [...errors, forbidden("spec", text)];
};

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

const job: Validator = (object, old) => {
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

const cronJob: Validator = (object) => {
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

/** Validation of workloads by bucket. */
export const workloadValidators: Readonly<Record<string, Validator>> = {
  "apps/deployments": deployment,
  "apps/replicasets": replicaSet,
  "apps/daemonsets": daemonSet,
  "apps/statefulsets": statefulSet,
  "batch/jobs": job,
  "batch/cronjobs": cronJob,
  "/pods": (object, old, subresource) => {
    if (subresource === "status") return [];
    const errors = validatePodSpec(treeAt(object, "spec"), "spec");
    return old === undefined
      ? errors
      : [...errors, ...podUpdate(treeAt(object, "spec"), treeAt(old, "spec"))];
  },
};

const podText =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** Images alone may change in a Pod. */
function podUpdate(spec: Tree, old: Tree): FieldError[] {
  const strip = (tree: Tree): Tree => {
    const { activeDeadlineSeconds: _a, tolerations: _t, ...rest } = tree;
    for (const list of ["containers", "initContainers"]) {
      if (Array.isArray(rest[list])) {
        rest[list] = (rest[list] as Tree[]).map(({ image: _image, ...c }) => c);
      }
    }
    return rest;
  };
  return equal(strip(spec), strip(old)) ? [] : [forbidden("spec", `${podText}\n`)];
}
