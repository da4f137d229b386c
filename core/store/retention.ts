import type { Stored } from "./record.ts";

export interface Retention {
  /** Artifacts kept of one object, the current one counted. */
  readonly records: number;
  /** Milliseconds that a former artifact is kept for those still reading it. */
  readonly ttl: number;
}

export const defaultRetention: Retention = { records: 2, ttl: 60_000 };

/**
 * Which artifacts stay, of a list that begins with the newest: the current one always, others while they are among
 * the newest `records` and younger than `ttl` (reference §2.2.4 with §0.0: it does not keep at least two).
 */
export function retained(
  artifacts: readonly Stored[],
  { records, ttl }: Retention,
  now: number,
): Stored[] {
  return artifacts.filter(({ updated }, place) =>
    place === 0 || (place < records && now - updated <= ttl)
  );
}
