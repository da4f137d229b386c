import Type, { type Static, type TSchema } from "typebox";
import { Data, KubeObject, line, ObjectRef, strict } from "./objects.ts";

const id = Type.String({ minLength: 1, maxLength: 512 });
const need = <S extends Record<string, TSchema>>(fields: S) =>
  Type.Object({ id, ...fields }, strict);

/**
 * Something a plugin must know before it can answer. The kernel finds it out with the object's own (impersonated)
 * rights and asks again, with every answer so far. The same `id` is never asked twice.
 */
export const Need = Type.Union([
  need({ get: ObjectRef }),
  need({
    list: Type.Object({
      apiVersion: line(317),
      kind: line(63),
      namespace: Type.Optional(line(63)),
      labels: Type.Optional(line(4096)),
    }, strict),
  }),
  need({
    decrypt: Type.Array(Type.Object({ path: Type.String(), content: Type.String() }, strict)),
  }),
  need({ discovery: Type.Literal(true) }),
  need({
    fetch: Type.Object({ url: line(8192), revision: Type.Optional(line(1024)) }, strict),
  }),
  need({ token: Type.Object({ provider: line(253), request: Data }, strict) }),
]);
export type Need = Readonly<Static<typeof Need>>;

/** What the kernel found: exactly one of `found`, `missing` and `failed` stands. */
export interface Answer {
  readonly id: string;
  readonly found?: unknown;
  readonly missing?: true;
  readonly failed?: { readonly reason: string; readonly message: string };
}

/** An answer that asks for another round. */
export const Needs = Type.Object({
  needs: Type.Array(Need, { minItems: 1, maxItems: 1024 }),
  state: Type.Optional(Type.Unknown()),
}, strict);

/** The most rounds that one render may take. */
export const MAX_ROUNDS = 64;

/** Names what is installed: for Helm's `release` values, and for hooks. */
export const Release = Type.Object({
  name: line(253),
  namespace: line(63),
  revision: Type.Integer({ minimum: 1 }),
  action: Type.Enum(["install", "upgrade"]),
}, strict);
export type Release = Readonly<Static<typeof Release>>;

/** What every call about an object begins with. */
export interface Subject<Spec = Data> {
  readonly object: KubeObject;
  readonly spec: Spec;
  /** The objects that the profile's `inputs` named, by their `as`. */
  readonly inputs?: Readonly<Record<string, readonly KubeObject[]>>;
}
