import type { Condition } from "contract";

/** A condition as it stands in a status (`metav1.Condition`). */
export interface StatusCondition extends Condition {
  /** RFC 3339, whole seconds. */
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

/** What the CRDs let a message be. */
const maxMessage = 32_768;
const ellipsis = "...";
const first = ["Stalled", "Reconciling", "Ready"];

/**
 * The conditions with `statement` among them, in Flux's order. `lastTransitionTime` moves when status, reason or
 * message changes, and not only with status as elsewhere; `observedGeneration` follows always.
 */
export function withCondition(
  conditions: readonly StatusCondition[],
  statement: Condition,
  { now, generation }: { readonly now: Date; readonly generation?: number },
): StatusCondition[] {
  const { type, status, reason } = statement;
  const message = truncate(statement.message);
  const before = conditions.find((condition) => condition.type === type);
  const same = before?.status === status && before.reason === reason && before.message === message;
  const made: StatusCondition = {
    type,
    status,
    reason,
    message,
    lastTransitionTime: same ? before.lastTransitionTime : `${now.toISOString().slice(0, 19)}Z`,
    ...(generation !== undefined && { observedGeneration: generation }),
  };
  return [...conditions.filter((condition) => condition !== before), made].sort(inOrder);
}

/**
 * The condition that speaks for all: of the types in `order`, a true negative one, else a false positive one, a true
 * positive one, a false negative one, an unknown one. Undefined where none of them stands.
 */
export function summarize(
  conditions: readonly StatusCondition[],
  { order, negative }: { readonly order: readonly string[]; readonly negative: readonly string[] },
): StatusCondition | undefined {
  const rank = ({ type, status }: StatusCondition) =>
    status === "Unknown" ? 4 : ranks[negative.includes(type) ? "negative" : "positive"][status];
  return order
    .flatMap((type) => conditions.filter((condition) => condition.type === type))
    .sort((a, b) => rank(a) - rank(b))[0];
}

const ranks = { negative: { True: 0, False: 3 }, positive: { False: 1, True: 2 } } as const;

function inOrder(a: StatusCondition, b: StatusCondition): number {
  const place = ({ type }: StatusCondition) =>
    first.includes(type) ? first.indexOf(type) : first.length;
  return place(a) - place(b) ||
    (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0) ||
    (a.type < b.type ? -1 : 1);
}

/** The CRDs count characters, not UTF-16 units. */
function truncate(message: string): string {
  if (message.length <= maxMessage) return message;
  const characters = [...message];
  if (characters.length <= maxMessage) return message;
  return characters.slice(0, maxMessage - ellipsis.length).join("") + ellipsis;
}
