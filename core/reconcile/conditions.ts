/** Conditions as Flux's clients read them: transition times, order, and the summary that is Ready. */
import type { Condition, Data } from "../contract/mod.ts";
import type { Conditions } from "./profile.ts";

/** A condition as it stands in a status. */
export interface StoredCondition extends Condition {
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

const first = ["Stalled", "Reconciling", "Ready"];
const longestMessage = 32_768;

export function conditionsOf(status: Data | undefined): readonly StoredCondition[] {
  const found = status?.["conditions"];
  return Array.isArray(found) ? found : [];
}

/**
 * The list as it is stored: the time of one that says what it said before is kept (status, reason and message), generation is
 * always the present one.
 */
export function stored(
  before: readonly StoredCondition[],
  wanted: readonly Condition[],
  { generation, now }: { readonly generation: number; readonly now: string },
): readonly StoredCondition[] {
  const list = wanted.map(({ type, status, reason, message }) => {
    const said = shortened(message);
    const old = before.find((one) => one.type === type);
    const same = old && old.status === status && old.reason === reason && old.message === said;
    const lastTransitionTime = same ? old.lastTransitionTime : now;
    return {
      type,
      status,
      reason,
      message: said,
      lastTransitionTime,
      observedGeneration: generation,
    };
  });
  return list.sort((a, b) => place(a.type) - place(b.type) || (a.type < b.type ? -1 : 1));
}

function place(type: string): number {
  const found = first.indexOf(type);
  return found < 0 ? first.length : found;
}

function shortened(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 3)}...`;
}

/**
 * What Ready says of the conditions that the profile sums up, the strongest first: a negative one that is True, a
 * positive one that is False, a positive one that is True. Nothing where none of them stands.
 */
export function summary(
  conditions: readonly Condition[],
  { summary = [], negative = [] }: Conditions,
): Condition | undefined {
  const held = summary
    .filter((type) => !first.includes(type))
    .flatMap((type) => conditions.find((one) => one.type === type) ?? []);
  const isNegative = ({ type }: Condition) => negative.includes(type);
  const bad = held.find((one) => isNegative(one) && one.status === "True") ??
    held.find((one) => !isNegative(one) && one.status === "False");
  if (bad) return { ...bad, type: "Ready", status: "False" };
  const good = held.find((one) => !isNegative(one) && one.status === "True");
  return good && { ...good, type: "Ready" };
}

/** Whether an object is ready for the generation that it has. */
export function isReady(object: Data): boolean {
  const status = object["status"] as Data | undefined;
  const generation = (object["metadata"] as Data | undefined)?.["generation"];
  return conditionsOf(status).some(({ type, status }) => type === "Ready" && status === "True") &&
    (generation === undefined || status?.["observedGeneration"] === undefined ||
      status["observedGeneration"] === generation);
}
