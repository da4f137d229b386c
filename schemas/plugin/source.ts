import Type, { type Static } from "typebox";
import { Contents } from "./contents.ts";
import { line, strict } from "./objects.ts";
import { withReport } from "./report.ts";
import type { Subject } from "./rounds.ts";

const texts = Type.Optional(Type.Record(Type.String(), Type.String()));

/** One thing pulled. Without a name it is the object's own artifact; a named one becomes an ExternalArtifact. */
export const Output = Type.Object({
  name: Type.Optional(Type.String({ pattern: "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$" })),
  contents: Contents,
  revision: line(1024, 1),
  fileName: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9][-A-Za-z0-9_.:+]{0,254}$" })),
  metadata: texts,
  labels: texts,
  annotations: texts,
}, strict);
export type Output = Readonly<Static<typeof Output>>;

/** What the event of a new artifact, or of a recovery, says; the artifact's revision otherwise. */
const message = Type.Optional(Type.String({ maxLength: 4096 }));

export const Pulled = Type.Union([
  Type.Object({ unchanged: Type.Literal(true), message, ...withReport }, strict),
  Type.Object({ outputs: Type.Array(Output, { maxItems: 1000 }), message, ...withReport }, strict),
]);
export type Pulled = Readonly<Static<typeof Pulled>>;

export interface PullRequest<Spec> extends Subject<Spec> {
  /** Revision of the artifact that the store holds and has verified, by output name (`""` is the object's own). */
  readonly have: Readonly<Record<string, string>>;
  /** The same, of whatever generation of the spec: for a plugin that can tell from the status what its contents were made of. */
  readonly stored: Readonly<Record<string, string>>;
}

export const Tree = Type.Object({ contents: Contents, revision: line(1024) }, strict);

export interface CheckoutRequest<Spec> extends Subject<Spec> {
  readonly ref?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
}

/** A file to write (`content`, base64) or to remove (`null`), for editors and for `push`. */
export const Change = Type.Object({
  path: Type.String({ minLength: 1, maxLength: 4096 }),
  content: Type.Union([Type.String(), Type.Null()]),
  mode: Type.Optional(Type.Enum(["file", "executable"])),
}, strict);
export type Change = Readonly<Static<typeof Change>>;

/** Where a change goes. */
export const PushTarget = Type.Object({
  branch: Type.Optional(line(1024)),
  refspec: Type.Optional(line(1024)),
  force: Type.Optional(Type.Boolean()),
  options: Type.Optional(Type.Record(line(256), line(4096), { ...strict, maxProperties: 64 })),
}, strict);

export const Author = Type.Object({ name: line(1024), email: line(1024) }, strict);

export interface PushRequest<Spec> extends Subject<Spec> {
  readonly base: string;
  readonly changes: readonly Change[];
  readonly message: string;
  readonly author: Static<typeof Author>;
  /** Pointer of the secret that holds the signing key. */
  readonly signingKey?: string;
  readonly target: Static<typeof PushTarget>;
}

export const Pushed = Type.Union([
  Type.Object({
    pushed: Type.Object({ revision: line(1024), branch: line(1024) }, strict),
    ...withReport,
  }, strict),
  Type.Object({ nothing: Type.Literal(true), ...withReport }, strict),
  Type.Object({ conflict: Type.String({ maxLength: 4096 }), ...withReport }, strict),
]);
export type Pushed = Readonly<Static<typeof Pushed>>;
