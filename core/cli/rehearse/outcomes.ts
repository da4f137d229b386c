/** What a delivery would do to each object, gathered while its plan is played. */
import { at, groupOf, type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import type { StepError } from "../../contract/mod.ts";
import { keyOf } from "../../kube/mod.ts";

export interface Outcome {
  readonly ref: ObjectRef;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  /** Why it cannot be done. */
  readonly error?: StepError;
}

/** Outcomes in the order in which they came about; of one object, from the first state to the last. */
export class Outcomes {
  readonly #all = new Map<string, Outcome>();

  note({ ref, before, after, error }: Outcome): void {
    const key = `${groupOf(ref.apiVersion)}/${ref.kind}/${keyOf(ref)}`;
    const first = this.#all.get(key);
    const from = first ? first.before : before;
    this.#all.set(key, {
      ref,
      ...from && { before: from },
      ...after && { after },
      ...error && { error },
    });
  }

  get list(): readonly Outcome[] {
    return [...this.#all.values()];
  }
}

/** Whether what an object lacks in the cluster, its namespace or its kind's definition, is part of the same set. */
export function isComing(set: readonly KubeObject[], object: KubeObject): boolean {
  const { apiVersion, kind, namespace } = refOf(object);
  return set.some((other) =>
    other.kind === "Namespace" && other.apiVersion === "v1" && other.metadata.name === namespace ||
    other.kind === "CustomResourceDefinition" && at(other, "/spec/names/kind") === kind &&
      at(other, "/spec/group") === groupOf(apiVersion)
  );
}
