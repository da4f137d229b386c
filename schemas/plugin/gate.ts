import Type, { type Static } from "typebox";
import { type Data, strict, Time } from "./objects.ts";
import { withReport } from "./report.ts";
import type { Subject } from "./rounds.ts";

export interface OpenRequest<Spec = Data> extends Subject<Spec> {
  readonly revision: string;
  /** RFC 3339. */
  readonly now: string;
}

export const Opened = Type.Union([
  Type.Object({ open: Type.Literal(true), ...withReport }, strict),
  Type.Object({
    open: Type.Literal(false),
    reason: Type.String({ pattern: "^[A-Z][A-Za-z0-9]{0,127}$" }),
    message: Type.String({ maxLength: 32_768 }),
    /** RFC 3339; without it the gate is asked again when an input changes, or at the interval. */
    until: Type.Optional(Time),
    ...withReport,
  }, strict),
]);
export type Opened = Readonly<Static<typeof Opened>>;
