import Type, { type Static } from "typebox";
import type { Cx } from "../capabilities.ts";
import { type Data, strict } from "../objects.ts";
import { withReport } from "../report.ts";
import type { Subject } from "../rounds.ts";
import { Author, Change, PushTarget } from "./source.ts";

export interface ScanRequest<Spec = Data> extends Subject<Spec> {
  /** Digest of the tag list that the kernel holds, if any. */
  readonly have?: string;
}

export const Scanned = Type.Union([
  Type.Object({ unchanged: Type.Literal(true), ...withReport }, strict),
  Type.Object({ tags: Type.Array(Type.String({ maxLength: 128 })), ...withReport }, strict),
]);
export type Scanned = Readonly<Static<typeof Scanned>>;

export interface ResolveRequest<Spec = Data> extends Subject<Spec> {
  readonly tag: string;
}
export const Resolved = Type.Object({
  digest: Type.String({ pattern: "^[a-z0-9]+:[a-f0-9]{32,}$" }),
}, strict);

/** Lists the tags of an image repository; the kernel keeps them for the object. */
export interface Scanner<Spec = Data> {
  scan(request: ScanRequest<Spec>, cx: Cx): Promise<Scanned>;
  resolve?(request: ResolveRequest<Spec>, cx: Cx): Promise<Static<typeof Resolved>>;
}

export interface SelectRequest<Spec = Data> extends Subject<Spec> {
  readonly tags: readonly string[];
  readonly previous?: string;
}
export const Selected = Type.Union([
  Type.Object({ tag: Type.String(), ...withReport }, strict),
  Type.Object({ none: Type.String(), ...withReport }, strict),
]);
export type Selected = Readonly<Static<typeof Selected>>;

/** Picks one tag, or says why none fits. */
export interface Selector<Spec = Data> {
  select(request: SelectRequest<Spec>, cx: Cx): Promise<Selected> | Selected;
}

/** Files of the checkout are at `cx.files`. */
export type EditRequest<Spec = Data> = Subject<Spec>;
export const Edited = Type.Object({
  changes: Type.Array(Change),
  message: Type.String({ maxLength: 65_536 }),
  author: Author,
  signingKey: Type.Optional(Type.String()),
  target: PushTarget,
  ...withReport,
}, strict);
export type Edited = Readonly<Static<typeof Edited>>;

/** Changes files of a checkout; the kernel has the source push them. */
export interface Editor<Spec = Data> {
  edit(request: EditRequest<Spec>, cx: Cx): Promise<Edited> | Edited;
}

export const scannerMethods = {
  scan: { result: Scanned, bulk: ["tags"] },
  resolve: { result: Resolved, optional: true },
} as const;
export const selectorMethods = { select: { result: Selected, bulk: ["tags"] } } as const;
export const editorMethods = { edit: { result: Edited, bulk: ["changes"] } } as const;
