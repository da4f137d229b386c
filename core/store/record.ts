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
