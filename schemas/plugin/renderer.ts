import Type, { type Static } from "typebox";
import { type Data, KubeObject, line, strict } from "./objects.ts";
import { withReport } from "./report.ts";
import { type Answer, Needs, type Release, type Subject } from "./rounds.ts";

export interface RenderRequest<Spec = Data> extends Subject<Spec> {
  /** What the step before this one in the pipeline made; files are at `cx.files`. */
  readonly objects?: readonly KubeObject[];
  readonly values?: Data;
  readonly release?: Release;
  readonly answers: readonly Answer[];
  readonly state?: unknown;
}

export const Rendered = Type.Union([
  Type.Object({
    objects: Type.Array(KubeObject),
    /** Names what was built, in the history; absent, the objects do. */
    digest: Type.Optional(line(256)),
    warnings: Type.Optional(Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 100 })),
    ...withReport,
  }, strict),
  Needs,
]);
export type Rendered = Readonly<Static<typeof Rendered>>;
