/** Steps of an applier taken apart, one for each object that they are about. */
import {
  type KubeObject,
  type ObjectRef,
  refOf,
  type Step,
  type StepResult,
} from "../../contract/mod.ts";

export interface Sent {
  readonly step: Step;
  readonly writes: boolean;
  /** The object that the step is about; `undefined` of one that is about none in particular. */
  refOf(set: readonly KubeObject[]): ObjectRef | undefined;
}

/** A step of many objects as steps of one each, in order; any other as it is. */
export function eachAlone(step: Step): readonly Sent[] {
  const writes = !["get", "list", "logs", "discover"].includes(step.do);
  if ("targets" in step) {
    return step.targets.map((target) => ({
      step: { ...step, targets: [target] },
      writes,
      refOf: (set) => refOf(typeof target === "number" ? set[target]! : target),
    }));
  }
  if ("refs" in step) {
    return step.refs.map((ref) => ({
      step: { ...step, refs: [ref] },
      writes,
      refOf: () => ref,
    }));
  }
  return [{ step, writes, refOf: () => step.do === "patch" ? step.ref : undefined }];
}

/** The results of the parts of one step as the result of the whole. */
export function joined(parts: readonly StepResult[]): StepResult {
  if (parts.length === 1) return parts[0]!;
  const failed = parts.find(({ status }) => status === "failed");
  return { status: failed ? "failed" : "done", items: parts.flatMap(({ items = [] }) => items) };
}
