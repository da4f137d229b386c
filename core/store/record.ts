import { type Static, Type } from "typebox";
import { Check } from "typebox/value";

/**
 * What the store knows of one object's artifacts, newest first, kept beside them. It is written before
 * a new file takes its name: then the file of that name is either the new or the former one, and its digest tells which.
 */
export const Stored = Type.Object({
  file: Type.String(),
  revision: Type.String(),
  digest: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  /** Milliseconds since 1970. */
  updated: Type.Number(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** sha256 of the pack, once there is one. */
  pack: Type.Optional(Type.String()),
}, { additionalProperties: false });
export type Stored = Static<typeof Stored>;

export const ObjectRecord = Type.Object({
  version: Type.Literal(1),
  /** A name under which the newest artifact is served, too. */
  latest: Type.Optional(Type.String()),
  artifacts: Type.Array(Stored),
}, { additionalProperties: false });
export type ObjectRecord = Static<typeof ObjectRecord>;

export const recordFile = ".record.json";

/** The pack of a stored artifact: named by content, so that no two versions share one. */
export function packFile({ digest }: Stored): string {
  return `.${digest.replace(":", "-")}.pack`;
}

/** The record in the text, or undefined where it is none: then its artifacts are built anew. */
export function parseRecord(text: string): ObjectRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Check(ObjectRecord, value) ? value : undefined;
  } catch {
    return undefined;
  }
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
