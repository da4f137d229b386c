import Type, { type Static } from "typebox";
import { type Data, Index, type KubeObject, type ObjectRef, strict } from "./objects.ts";
import { type Answer, Needs } from "./rounds.ts";
import type { Until } from "./steps.ts";

export interface HealthRequest<Spec = Data> {
  readonly spec: Spec;
  readonly items: readonly HealthItem[];
  /** Of the `wait` step that asks. */
  readonly until: Until;
  readonly exprs?: readonly Data[];
  readonly answers: readonly Answer[];
  readonly state?: unknown;
}

export interface HealthItem {
  readonly object: ObjectRef;
  /** Absent where the cluster has no such object. */
  readonly live?: KubeObject;
  /** As it was rendered, where it was and the cluster has no such object. */
  readonly wanted?: KubeObject;
  readonly related?: readonly KubeObject[];
}

/** The states of kstatus (cli-utils), the vocabulary of Flux's health checks. */
const states = ["current", "inProgress", "failed", "terminating", "notFound", "unknown"] as const;
export const HealthStatus = Type.Enum([...states]);
export type HealthStatus = Static<typeof HealthStatus>;

export const Verdicts = Type.Union([
  Type.Object({
    /** One for each item; `pass` leaves the item to the next checker of the chain. */
    verdicts: Type.Array(
      Type.Object({
        index: Index,
        status: Type.Enum([...states, "pass"]),
        message: Type.Optional(Type.String({ maxLength: 4096 })),
      }, strict),
    ),
  }, strict),
  Needs,
]);
export type Verdicts = Readonly<Static<typeof Verdicts>>;
