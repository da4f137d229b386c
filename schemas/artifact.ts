/** What the store keeps and tells of artifacts. */
import Type, { type Static } from "typebox";

/** `status.artifact`, as Flux has it. */
export interface Artifact {
  /** `<kind>/<namespace>/<name>/<file>` */
  readonly path: string;
  readonly url: string;
  readonly revision: string;
  /** Of the file as it is served: `sha256:<hex>`. */
  readonly digest: string;
  /** RFC 3339, in whole seconds. */
  readonly lastUpdateTime: string;
  /** Bytes as it is served. */
  readonly size: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One artifact in an object's record. */
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

/**
 * What the store knows of one object's artifacts, newest first: a file beside them. It is written before
 * a new file takes its name: then the file of that name is either the new or the former one, and its digest tells which.
 */
export const ObjectRecord = Type.Object({
  version: Type.Literal(1),
  /** A name under which the newest artifact is served, too. */
  latest: Type.Optional(Type.String()),
  artifacts: Type.Array(Stored),
}, { additionalProperties: false });
export type ObjectRecord = Static<typeof ObjectRecord>;
