import type { Stored } from "schemas/artifact.ts";

export const recordFile = ".record.json";

/** The pack of a stored artifact: named by content, so that no two versions share one. */
export function packFile({ digest }: Stored): string {
  return `.${digest.replace(":", "-")}.pack`;
}

/** Whether both are the same bytes under the same name. */
export function isSame(a: Stored, b: Stored): boolean {
  return a.file === b.file && a.digest === b.digest;
}

export interface Retention {
  /** Artifacts kept of one object, the current one counted. */
  readonly records: number;
  /** Milliseconds that a former artifact is kept for those still reading it. */
  readonly ttl: number;
}

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
