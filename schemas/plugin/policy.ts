import Type, { type Static } from "typebox";
import { type Data, Index, type KubeObject, strict } from "./objects.ts";
import type { Subject } from "./rounds.ts";

export interface PolicyRequest<Spec = Data> extends Subject<Spec> {
  /** What is about to be sent, whoever wrote it. */
  readonly batch: readonly { readonly verb: string; readonly object: KubeObject }[];
}

export const Judged = Type.Object({
  /** What is allowed need not be named. */
  verdicts: Type.Array(
    Type.Object({
      index: Index,
      verdict: Type.Enum(["allow", "warn", "deny"]),
      message: Type.String({ maxLength: 4096 }),
    }, strict),
  ),
}, strict);
export type Judged = Readonly<Static<typeof Judged>>;
