import Type, { type Static } from "typebox";
import { Data, ObjectRef, strict } from "./objects.ts";
import type { Subject } from "./rounds.ts";

export interface AcceptRequest<Spec = Data> extends Subject<Spec> {
  readonly method: string;
  /** Lower-case names; a header that came more than once is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Size in bytes; the body itself is the file `body` of `cx.inputs`. */
  readonly bodySize: number;
}

export const Accepted = Type.Union([
  Type.Object({ refused: Type.Literal(true), message: Type.String({ maxLength: 4096 }) }, strict),
  Type.Object({
    refused: Type.Literal(false),
    /** The service's own name of what happened, matched against the receiver's `events`. */
    event: Type.Optional(Type.String({ maxLength: 256 })),
    /** The body as JSON, for the receiver's filters. */
    body: Type.Optional(Type.Unknown()),
    claims: Type.Optional(Data),
    /** Narrows the resources to wake; absent = those that the receiver lists. */
    targets: Type.Optional(Type.Array(ObjectRef, { maxItems: 1000 })),
    response: Type.Optional(Type.String({ maxLength: 65_536 })),
  }, strict),
]);
export type Accepted = Readonly<Static<typeof Accepted>>;

export interface ReceiverSpec {
  readonly events?: readonly string[];
  readonly resources?: readonly ReceiverResource[];
  readonly resourceFilter?: string;
  readonly secretRef?: { readonly name: string };
  readonly oidcProviders?: readonly unknown[];
}

export interface ReceiverResource {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly filter?: string;
}
