import type { Entry } from "./entry.ts";
import type { CurrentRun } from "./run.ts";

/** A queue as it is now; times in milliseconds. */
export interface QueueStats {
  /** Keys that are due and wait for a worker. */
  readonly depth: number;
  /** Keys that are due at a later time. */
  readonly later: number;
  readonly running: number;
  readonly oldestWaitingMs: number;
  readonly longestRunningMs: number;
  /** All that the present runs have taken so far, together. */
  readonly unfinishedMs: number;
  /** How often a key became due, since the queue exists. */
  readonly adds: number;
  /** How often a failed key was queued again. */
  readonly retries: number;
}

/** Counts what stands where. */
export function measure(
  entries: Iterable<Entry>,
  runs: Iterable<CurrentRun>,
  totals: { readonly now: number; readonly adds: number; readonly retries: number },
): QueueStats {
  const { now, adds, retries } = totals;
  let depth = 0, later = 0, oldest = now;
  for (const { place, readyAt } of entries) {
    if (place === "later") later++;
    if (place !== "ready") continue;
    depth++;
    oldest = Math.min(oldest, readyAt);
  }
  const ages = [...runs].map(({ startedAt }) => now - startedAt);
  return {
    depth,
    later,
    running: ages.length,
    oldestWaitingMs: now - oldest,
    longestRunningMs: Math.max(0, ...ages),
    unfinishedMs: ages.reduce((sum, age) => sum + age, 0),
    adds,
    retries,
  };
}
