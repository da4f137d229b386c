import { setTimeout } from "node:timers/promises";

/** Time as the client, the watch and the lease see it; tests inject another. */
export interface Clock {
  /** Milliseconds on a monotonic scale: no relation to the date, never set back. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => signal?.throwIfAborted()),
};
