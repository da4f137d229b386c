import Type, { type Static } from "typebox";
import { type Data, line, strict } from "./objects.ts";
import { withReport } from "./report.ts";
import type { Subject } from "./rounds.ts";
import { Author, Change, PushTarget } from "./source.ts";

export interface ScanRequest<Spec = Data> extends Subject<Spec> {
  /** Digest of the tag list that the kernel holds, if any. */
  readonly have?: string;
}

export const Scanned = Type.Union([
  Type.Object({ unchanged: Type.Literal(true), ...withReport }, strict),
  Type.Object({ tags: Type.Array(line(128)), ...withReport }, strict),
]);
export type Scanned = Readonly<Static<typeof Scanned>>;

export interface ResolveRequest<Spec = Data> extends Subject<Spec> {
  readonly tag: string;
}
export const Resolved = Type.Object({
  digest: Type.String({ pattern: "^[a-z0-9]+:[a-f0-9]{32,}$" }),
}, strict);

export interface SelectRequest<Spec = Data> extends Subject<Spec> {
  readonly tags: readonly string[];
  readonly previous?: string;
}
export const Selected = Type.Union([
  Type.Object({ tag: line(128), ...withReport }, strict),
  Type.Object({ none: Type.String({ maxLength: 4096 }), ...withReport }, strict),
]);
export type Selected = Readonly<Static<typeof Selected>>;

/** Files of the checkout are at `cx.files`. */
export type EditRequest<Spec = Data> = Subject<Spec>;
export const Edited = Type.Object({
  changes: Type.Array(Change),
  message: Type.String({ maxLength: 65_536 }),
  author: Author,
  signingKey: Type.Optional(line(1024)),
  target: PushTarget,
  ...withReport,
}, strict);
export type Edited = Readonly<Static<typeof Edited>>;
