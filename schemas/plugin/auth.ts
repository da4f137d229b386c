import Type, { type Static } from "typebox";
import type { Data, KubeObject } from "./objects.ts";
import { strict } from "./objects.ts";

export interface TokenRequest {
  readonly object: KubeObject;
  /** What another plugin wants to do, in words of that provider: a registry's host, a key to decrypt with. */
  readonly request: Data;
  /** Pointer of a secret with static credentials. */
  readonly secret?: string;
  readonly audience?: string;
}

export const Token = Type.Union([
  Type.Object({
    headers: Type.Record(Type.String(), Type.String()),
    expiresInSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }, strict),
  Type.Object({ signature: Type.String() }, strict),
  Type.Object(
    { token: Type.String(), expiresInSeconds: Type.Number({ exclusiveMinimum: 0 }) },
    strict,
  ),
]);
export type Token = Readonly<Static<typeof Token>>;
