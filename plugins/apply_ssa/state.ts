import type { ItemResult, Next, NextRequest, ObjectRef, StepOf, StepResult } from "contract";

/** Where a plan stands: which results come next. It travels with the round, so that a plan may change processes. */
export type State =
  | { readonly at: "applied" | "gone" }
  | { readonly at: "looked" } & Pruning
  | { readonly at: "pruned"; readonly verdicts: readonly Verdict[] } & Pruning
  | { readonly at: "waited" } & Waiting;

interface Waiting {
  readonly sinceMs: number;
  readonly isNews: boolean;
  /** What the object already says of its health, where nothing changed since. */
  readonly said?: string;
}

interface Pruning {
  readonly stale: readonly ObjectRef[];
  /** Whether the apply changed something. */
  readonly changed: boolean;
  /** Places, in the order of the apply, that were left alone: nobody waits for their health. */
  readonly skipped: readonly number[];
}

/** What is to become, or became, of an object that is no longer wanted. */
export type Verdict = "deleted" | "deleting" | "skipped" | { readonly unread: string };

export type Steps = StepOf<"apply" | "wait" | "get" | "delete">[];

/** What every round may look at. */
export type Round = NextRequest & { readonly results: readonly (readonly StepResult[])[] };

export function plan(
  steps: readonly Steps[],
  state: State,
  report?: Next["report"],
): Next {
  return { steps: steps.map((group) => [...group]), state, ...(report && { report }) };
}

/** The results of a round's last step, one for each object. */
export function itemsOf({ results }: Round): readonly ItemResult[] {
  return results.at(-1)?.at(-1)?.items ?? [];
}
