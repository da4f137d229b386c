import Type, { type Static } from "typebox";
import { type Data, strict } from "./objects.ts";
import { withReport } from "./report.ts";
import { type Answer, Needs, type Subject } from "./rounds.ts";

export const Document = Type.Object({ path: Type.String(), content: Type.String() }, strict);
export type Document = Readonly<Static<typeof Document>>;

export interface DecryptRequest<Spec = Data> extends Subject<Spec> {
  readonly documents: readonly Document[];
  /** Pointers of the secrets that may hold keys. */
  readonly keys: readonly string[];
  readonly answers: readonly Answer[];
  readonly state?: unknown;
}

export const Decrypted = Type.Union([
  Type.Object({ documents: Type.Array(Document), ...withReport }, strict),
  Needs,
]);
export type Decrypted = Readonly<Static<typeof Decrypted>>;
