import type { Entry } from "./entry.ts";
import type { CurrentRun } from "./run.ts";

/** A queue as it is now; times in milliseconds. What happened so far is told by its hooks. */
export interface QueueStats {
  /** Keys that are due and wait for a worker. */
  readonly depth: number;
  /** Keys that are due at a later time. */
  readonly later: number;
  readonly running: number;
  readonly longestRunningMs: number;
  /** All that the present runs have taken so far, together. */
  readonly unfinishedMs: number;
}

/** Counts what stands where. */
export function measure(
  entries: Iterable<Entry>,
  runs: Iterable<CurrentRun>,
  now: number,
): QueueStats {
  const count = { later: 0, ready: 0, running: 0, nowhere: 0 };
  for (const { place } of entries) count[place]++;
  const ages = [...runs].map(({ startedAt }) => now - startedAt);
  return {
    depth: count.ready,
    later: count.later,
    running: ages.length,
    longestRunningMs: Math.max(0, ...ages),
    unfinishedMs: ages.reduce((sum, age) => sum + age, 0),
  };
}
