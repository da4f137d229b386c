/** Conditions as Flux's clients read them: as they are stored, and the summary that is Ready. */
import type { Condition, Data } from "../contract/mod.ts";
import { type StatusCondition, summarize, withCondition } from "../kube/mod.ts";
import type { Conditions } from "./profile.ts";

/** Those that the kernel itself keeps, and that nothing is summed up from. */
const own = ["Stalled", "Reconciling", "Ready"];

export function conditionsOf(status: Data | undefined): readonly StatusCondition[] {
  const found = status?.["conditions"];
  return Array.isArray(found) ? found : [];
}

/**
 * The wanted conditions as they are stored: one that says what it said before keeps its time, and one that was not said anew the
 * generation that it speaks of.
 */
export function stored(
  before: readonly StatusCondition[],
  wanted: readonly (Condition & { readonly observedGeneration?: number })[],
  time: { readonly generation: number; readonly now: Date },
): readonly StatusCondition[] {
  const kept = before.filter(({ type }) => wanted.some((one) => one.type === type));
  return wanted.reduce((list, one) => {
    const { observedGeneration: generation = time.generation } = one;
    return withCondition(list, one, { ...time, generation });
  }, kept);
}

/** What Ready says of the conditions that the profile sums up; nothing where none of them stands. */
export function summary(
  conditions: readonly Condition[],
  { summary = [], negative = [] }: Conditions,
): Condition | undefined {
  const order = summary.filter((type) => !own.includes(type));
  const found = summarize(conditions as readonly StatusCondition[], { order, negative });
  if (!found) return undefined;
  const { type, status, reason, message } = found;
  const turned = { True: "False", False: "True", Unknown: "Unknown" } as const;
  return {
    type: "Ready",
    status: negative.includes(type) ? turned[status] : status,
    reason,
    message,
  };
}

/** Whether an object is ready for the generation that it has. */
export function isReady(object: Data): boolean {
  const status = object["status"] as Data | undefined;
  const generation = (object["metadata"] as Data | undefined)?.["generation"];
  const observed = status?.["observedGeneration"];
  return conditionsOf(status).some(({ type, status }) => type === "Ready" && status === "True") &&
    (generation === undefined || observed === undefined || observed === generation);
}

/** Whether a run over the object came to an end, good or bad. */
export function hasConcluded(object: Data): boolean {
  return conditionsOf(object["status"] as Data | undefined)
    .some(({ type, status }) => type === "Ready" && status !== "Unknown");
}
