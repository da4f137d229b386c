import Type, { type Static } from "typebox";
import type { Data, KubeObject } from "./objects.ts";
import { token } from "./calls.ts";
import { line, strict } from "./objects.ts";

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
    headers: Type.Record(Type.String({ pattern: token, maxLength: 128 }), line(16_384), {
      ...strict,
      maxProperties: 16,
    }),
    expiresInSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }, strict),
  Type.Object({ signature: line(16_384) }, strict),
  Type.Object(
    { token: line(65_536), expiresInSeconds: Type.Number({ exclusiveMinimum: 0 }) },
    strict,
  ),
]);
export type Token = Readonly<Static<typeof Token>>;
