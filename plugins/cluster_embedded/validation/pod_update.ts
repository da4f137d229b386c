import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { equal, listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { diffText } from "./go_struct.ts";
import { internalPodSpec, internalTemplate } from "./internal_struct.ts";

const changeable =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** What an update may not do to a Pod: images alone may change, and little else. */
export function podUpdate(spec: Tree, old: Tree): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["containers", "initContainers"]) {
    const containers = treesAt(spec, list), at = `spec.${list}`;
    if (containers.length !== treesAt(old, list).length) {
      return [...errors, forbidden(at, "pod updates may not add or remove containers")];
    }
    containers.forEach((container, i) =>
      errors.push(...imageErrors(container, `${at}[${i}].image`))
    );
  }
  const deadline = deadlineChange(spec, old);
  errors.push(...deadline);
  if (deadline.length > 0 && spec.activeDeadlineSeconds !== undefined) return errors;
  errors.push(...tolerationChange(spec, old), ...gateChange(spec, old));
  const allowed = withAllowed(spec, old);
  if (equal(allowed, old)) return errors;
  const difference = diffText(internalPodSpec(old), internalPodSpec(allowed));
  return [...errors, forbidden("spec", `${changeable}\n${difference}`)];
}

function imageErrors(container: Tree, at: string): FieldError[] {
  const image = textAt(container, "image");
  if (image === "") return [required(at)];
  const detail = "must not have leading or trailing whitespace";
  return image === image.trim() ? [] : [invalidValue(at, image, detail)];
}

/** The new spec with what may change as it was before. */
function withAllowed(spec: Tree, old: Tree): Tree {
  const result: Tree = { ...spec };
  for (const list of ["containers", "initContainers"]) {
    const before = treesAt(old, list);
    if (before.length === 0) continue;
    result[list] = treesAt(spec, list).map((container, i) => ({
      ...container,
      image: before[i]?.image,
    }));
  }
  for (const field of ["activeDeadlineSeconds", "schedulingGates", "tolerations"]) {
    delete result[field];
    if (old[field] !== undefined) result[field] = old[field];
  }
  const grace = Number(old.terminationGracePeriodSeconds ?? 0);
  if (grace < 0 && spec.terminationGracePeriodSeconds === 1) {
    result.terminationGracePeriodSeconds = grace;
  }
  return result;
}

/** The deadline of a Pod can come nearer, and not go away. */
function deadlineChange(spec: Tree, old: Tree): FieldError[] {
  const at = "spec.activeDeadlineSeconds", before = old.activeDeadlineSeconds;
  const now = spec.activeDeadlineSeconds, most = 2 ** 31 - 1;
  if (typeof now === "number" && (now < 0 || now > most)) {
    return [invalidValue(at, now, `must be between 0 and ${most}, inclusive`)];
  }
  if (typeof before !== "number" || now === before) return [];
  if (typeof now !== "number") {
    return [invalidValue(at, null, "must not update from a positive integer to nil value")];
  }
  if (now <= before) return [];
  return [invalidValue(at, now, "must be less than or equal to previous value")];
}

function tolerationChange(spec: Tree, old: Tree): FieldError[] {
  const plain = ({ tolerationSeconds: _, ...rest }: Tree) => rest;
  const now = treesAt(spec, "tolerations").map(plain);
  const kept = treesAt(old, "tolerations").every((one) =>
    now.some((other) => equal(plain(one), other))
  );
  const detail = "existing toleration can not be modified except its tolerationSeconds";
  return kept ? [] : [forbidden("spec.tolerations", detail)];
}

function gateChange(spec: Tree, old: Tree): FieldError[] {
  const before = treesAt(old, "schedulingGates").map(({ name }) => name);
  return treesAt(spec, "schedulingGates").flatMap(({ name }, i) => {
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return before.includes(name) ? [] : [forbidden(`spec.schedulingGates[${i}].name`, detail)];
  });
}

const directives = ["nodeSelector", "tolerations", "schedulingGates"];

/** What an update may not do to the template of a Job: one that waits may change some of it. */
export function jobTemplateUpdate(job: Tree, oldJob: Tree): FieldError[] {
  const now = treeAt(job, "spec", "template"), old = treeAt(oldJob, "spec", "template");
  const at = "spec.template", status = treeAt(oldJob, "status");
  const suspended = treeAt(oldJob, "spec").suspend === true;
  const paused = treesAt(status, "conditions").some((c) =>
    c.type === "Suspended" && c.status === "True"
  );
  const idle = Number(status.active ?? 0) === 0;
  if (!suspended || !idle || (status.startTime !== undefined && !paused)) {
    return equal(now, old) ? [] : [immutable(at, internalTemplate(now))];
  }
  const spec = treeAt(now, "spec"), before = { ...treeAt(old, "spec") };
  for (const field of directives) {
    delete before[field];
    if (spec[field] !== undefined) before[field] = spec[field];
  }
  keepNodeAffinity(spec, before);
  for (const list of ["containers", "initContainers"]) keepResources(spec, before, list);
  return equal(spec, before) ? [] : [immutable(`${at}.spec`, internalPodSpec(spec))];
}

function keepNodeAffinity(spec: Tree, before: Tree): void {
  const { nodeAffinity: _, ...others } = treeAt(before, "affinity");
  const given = treeAt(spec, "affinity").nodeAffinity;
  const affinity = given === undefined ? others : { ...others, nodeAffinity: given };
  if (Object.keys(affinity).length > 0 || spec.affinity !== undefined) before.affinity = affinity;
  else delete before.affinity;
}

function keepResources(spec: Tree, before: Tree, list: string): void {
  const now = treesAt(spec, list), old = listAt(before, list) as Tree[];
  if (now.length !== old.length || old.length === 0) return;
  before[list] = old.map((container, i) => {
    const same = container.name === now[i]!.name;
    return same ? { ...container, resources: now[i]!.resources } : container;
  });
}

/** Go's structs are printed as they are, not sorted as other values. */
function immutable(field: string, value: Tree): FieldError {
  const message = `Invalid value: ${JSON.stringify(value)}: field is immutable`;
  return { reason: "FieldValueInvalid", field, message };
}
