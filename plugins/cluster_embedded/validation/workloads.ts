import { wasGivenEmpty } from "../types/given_empty.ts";
import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { equal, isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelector, nonNegative, selectorMatches } from "./checks.ts";
import { immutableField, validateAnnotations, validateLabels } from "./object_meta.ts";
import { podUpdate } from "./pod_update.ts";
import { newPodErrors, validatePodSpec, validateTemplate } from "./pod.ts";
import { cronJob, job } from "./jobs.ts";
import { daemonStrategy, rollingUpdate, statusCounts } from "./rollout.ts";
import { statefulFields } from "./stateful.ts";
import { workloadStatus } from "./workload_status.ts";
import { controllerValidator } from "./replication.ts";

export type Validator = (object: Tree, old?: Tree, subresource?: string) => FieldError[];

const always = ["Always"], anyRestart = ["Always", "OnFailure", "Never"];
const owners: Readonly<Record<string, string>> = {
  daemonset: "DaemonSet",
  statefulset: "StatefulSet",
};

/** A selector must be there, not be empty, and match the template. */
function selectorAndTemplate(spec: Tree, kind: string): FieldError[] {
  const { selector } = spec, metadata = treeAt(spec, "template", "metadata");
  const labels = metadata.labels ?? (wasGivenEmpty(metadata, "labels") ? {} : undefined);
  const errors: FieldError[] = [];
  const mismatch = () =>
    errors.push(invalidValue(
      "spec.template.metadata.labels",
      labels ?? null,
      "`selector` does not match template `labels`",
    ));
  if (!isTree(selector)) {
    if (kind !== "daemonset") errors.push(required("spec.selector"));
    mismatch();
    return errors;
  }
  const problems = labelSelector(selector, "spec.selector");
  errors.push(...problems);
  if (Object.keys(selector).length === 0) {
    errors.push(invalidValue("spec.selector", selector, `empty selector is invalid for ${kind}`));
  }
  if (problems.length > 0) {
    if (kind === "daemonset") return errors;
    const detail = kind === "statefulset" ? "" : ": invalid label selector";
    const shown = invalidValue("spec.selector", selector, "").message.replace(/: $/, "");
    errors.push({
      reason: "FieldValueInvalid",
      field: "spec.selector",
      message: shown + detail,
    });
  } else if (!selectorMatches(selector, isTree(labels) ? labels : {})) mismatch();
  return errors;
}

function common(spec: Tree, kind: string): FieldError[] {
  return [
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...nonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
    ...selectorAndTemplate(spec, kind),
    ...endless(spec, owners[kind] ?? "ReplicaSet"),
    // A selector that cannot be read ends the check of the template.
    ...(kind !== "daemonset" && isTree(spec.selector) &&
        labelSelector(spec.selector, "spec.selector").length > 0
      ? []
      : validateTemplate(templateOf(spec), "spec.template", always)),
  ];
}

/** The template with what the controller of a StatefulSet adds to it and takes out of it. */
function templateOf(spec: Tree): Tree {
  const template = treeAt(spec, "template"), claims = treesAt(spec, "volumeClaimTemplates");
  if (spec.podManagementPolicy === undefined) return template;
  const names = claims.map((claim) => textAt(claim, "metadata", "name"));
  const own = treeAt(template, "spec"), { hostname: _h, subdomain: _s, ...rest } = own;
  const volumes = [
    ...names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...treesAt(own, "volumes").filter((volume) => !names.includes(textAt(volume, "name"))),
  ];
  return { ...template, spec: { ...rest, ...(volumes.length === 0 ? {} : { volumes }) } };
}

function deadline({ progressDeadlineSeconds: seconds, minReadySeconds = 0 }: Tree): FieldError[] {
  if (typeof seconds !== "number" || seconds > Number(minReadySeconds)) return [];
  const detail = "must be greater than minReadySeconds";
  const at = "spec.progressDeadlineSeconds";
  return [...nonNegative(seconds, at), invalidValue(at, seconds, detail)];
}

/** Pods that are kept running cannot have an end. */
function endless(spec: Tree, owner: string): FieldError[] {
  const at = "spec.template.spec.activeDeadlineSeconds";
  return treeAt(spec, "template", "spec").activeDeadlineSeconds === undefined
    ? []
    : [forbidden(at, `activeDeadlineSeconds in ${owner} is not Supported`)];
}

const deployment: Validator = (object, old, subresource) => {
  if (subresource === "status") return statusCounts(object);
  const spec = treeAt(object, "spec");
  const errors = [
    ...common(spec, "deployment"),
    ...rollingUpdate(treeAt(spec, "strategy"), "spec.strategy"),
    ...deadline(spec),
  ];
  if (old === undefined) return errors;
  return [
    ...errors,
    ...immutableField(spec.selector ?? null, treeAt(old, "spec").selector, "spec.selector"),
  ];
};

const replicaSet: Validator = (object, old, subresource) => {
  if (subresource === "status") return workloadStatus("apps/replicasets", object);
  const spec = treeAt(object, "spec");
  const errors = common(spec, "deployment");
  return old === undefined ? errors : [
    ...errors,
    ...immutableField(spec.selector ?? null, treeAt(old, "spec").selector, "spec.selector"),
  ];
};

const daemonSet: Validator = (object, old, subresource) => {
  if (subresource === "status") return workloadStatus("apps/daemonsets", object);
  const spec = treeAt(object, "spec"),
    errors = [
      ...common(spec, "daemonset"),
      ...daemonStrategy(treeAt(spec, "updateStrategy")),
    ];
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

const statefulSet: Validator = (object, old, subresource) => {
  if (subresource === "status") return workloadStatus("apps/statefulsets", object);
  const spec = treeAt(object, "spec"),
    metadata = treeAt(spec, "template", "metadata"),
    errors = [
      ...common(spec, "statefulset"),
      // The server looks at these twice.
      ...validateLabels(treeAt(metadata, "labels"), "spec.template.labels"),
      ...validateAnnotations(treeAt(metadata, "annotations"), "spec.template.annotations"),
      ...statefulFields(spec, old === undefined),
    ];
  if (old === undefined) return errors;
  const rest = (tree: Tree) =>
    Object.fromEntries(Object.entries(tree).filter(([key]) => !mutableOfStatefulSet.includes(key)));
  if (equal(rest(spec), rest(treeAt(old, "spec")))) return errors;
  const text =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [...errors, forbidden("spec", text)];
};

/** Validation of workloads by bucket. */
export const workloadValidators: Readonly<Record<string, Validator>> = {
  "apps/deployments": deployment,
  "apps/replicasets": replicaSet,
  "apps/daemonsets": daemonSet,
  "apps/statefulsets": statefulSet,
  "/replicationcontrollers": controllerValidator,
  "/podtemplates": (object) => validateTemplate(treeAt(object, "template"), "template", anyRestart),
  "batch/jobs": job,
  "batch/cronjobs": cronJob,
  "/pods": (object, old, subresource) => {
    if (subresource === "status") return [];
    const errors = validatePodSpec(treeAt(object, "spec"), "spec");
    return old === undefined
      ? [...errors, ...newPodErrors(treeAt(object, "spec"))]
      : [...errors, ...podUpdate(treeAt(object, "spec"), treeAt(old, "spec"))];
  },
};
