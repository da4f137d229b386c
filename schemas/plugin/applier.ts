import Type, { type Static } from "typebox";
import { type Data, Index, KubeObject, line, ObjectRef, strict } from "./objects.ts";
import { Reason, withReport } from "./report.ts";
import type { Subject } from "./rounds.ts";
import { Group, type StepResult } from "./steps.ts";

export const Prepared = Type.Object({
  children: Type.Array(KubeObject, { maxItems: 16 }),
  inputs: Type.Array(Type.Object({ as: line(253), ref: ObjectRef }, strict), { maxItems: 64 }),
  /** Children of an earlier spec; those that are not among `children` are deleted. */
  former: Type.Optional(Type.Array(ObjectRef, { maxItems: 16 })),
  ...withReport,
}, strict);
export type Prepared = Readonly<Static<typeof Prepared>>;

/** An object of the rendered set as an applier sees it: no more than it needs to plan. */
export interface Head {
  readonly ref: ObjectRef;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespaced: boolean;
}

export interface NextRequest<Spec = Data> extends Subject<Spec> {
  readonly purpose: "deliver" | "drift" | "delete";
  readonly revision: string;
  /** The revision and the time-out, in words, for messages. */
  readonly about: string;
  /** Positions of the drifted objects, for purpose `drift`. */
  readonly drifted?: readonly number[];
  readonly set: readonly Head[];
  /** The rendered objects themselves, where the manifest asks for them (`needs.objects: whole`). */
  readonly objects?: readonly KubeObject[];
  readonly inventory: readonly ObjectRef[];
  /** What this applier answered last; absent in round 0, after a restart too. */
  readonly state?: unknown;
  /** How the last round's steps ended, in the same groups. */
  readonly results?: readonly (readonly StepResult[])[];
}

export const Next = Type.Union([
  Type.Object({
    steps: Type.Array(Group, { minItems: 1, maxItems: 1000 }),
    state: Type.Optional(Type.Unknown()),
    ...withReport,
  }, strict),
  Type.Object({
    done: Type.Literal(true),
    /** Positions of the objects that stay in the inventory, in order; absent = the whole set. */
    inventory: Type.Optional(Type.Array(Index)),
    /** What left the set and stays in the inventory all the same, as it could not be removed. */
    kept: Type.Optional(Type.Array(ObjectRef)),
    /** The plan ended in a failure, which is tried again; without `inventory` that stays as it was. */
    failure: Type.Optional(
      Type.Object({ reason: Reason, message: Type.String({ maxLength: 32_768 }) }, strict),
    ),
    ...withReport,
  }, strict),
]);
export type Next = Readonly<Static<typeof Next>>;
