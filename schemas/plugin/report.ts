import Type, { type Static } from "typebox";
import { line, strict } from "./objects.ts";

/** What a condition's `reason` may be. */
export const Reason = Type.String({ pattern: "^[A-Za-z]([A-Za-z0-9_,:]{0,1022}[A-Za-z0-9_])?$" });

/** A condition as a plugin says it; the kernel adds generation, time and the summary. */
export const Condition = Type.Object({
  type: Type.String({ pattern: "^[A-Z][A-Za-z0-9]{0,62}$" }),
  status: Type.Enum(["True", "False", "Unknown"]),
  reason: Reason,
  message: Type.String(),
}, strict);
export type Condition = Readonly<Static<typeof Condition>>;

/** An event about the object at hand, for the cluster and for alerts. `trace` never leaves the cluster. */
export const Notice = Type.Object({
  type: Type.Enum(["Normal", "Warning"]),
  severity: Type.Enum(["info", "error", "trace"]),
  reason: line(128, 1),
  message: Type.String(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.String(), { maxProperties: 64 })),
}, strict);
export type Notice = Readonly<Static<typeof Notice>>;

/**
 * What a plugin says of the object besides its answer. `dropped` are types of conditions that no longer stand. `status` maps JSON pointers below `/status` (those that the
 * profile lists) to values; `null` removes one. `progress` is the message shown while the phase lasts.
 */
export const Report = Type.Object({
  conditions: Type.Optional(Type.Array(Condition, { maxItems: 32 })),
  dropped: Type.Optional(Type.Array(Type.String({ maxLength: 63 }), { maxItems: 32 })),
  status: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { maxProperties: 64 })),
  events: Type.Optional(Type.Array(Notice, { maxItems: 64 })),
  progress: Type.Optional(Type.String({ maxLength: 4096 })),
}, strict);
export type Report = Readonly<Static<typeof Report>>;

/** Any answer may carry one. */
export const withReport = { report: Type.Optional(Report) };
