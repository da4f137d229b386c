import Type, { type Static } from "typebox";

/** An object that admits no key but those it names. */
export const strict = { additionalProperties: false } as const;

/** A text of one line, without what would steer a terminal or split a header, a commit or a log. */
export const line = (maxLength: number, minLength = 0) =>
  Type.String({ pattern: "^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$", minLength, maxLength });
/** RFC 3339. */
export const Time = Type.String({
  pattern:
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[-+][0-9]{2}:[0-9]{2})$",
});

/** A Kubernetes object, or any other map, as data. */
export const Data = Type.Record(Type.String(), Type.Unknown());
export type Data = { readonly [key: string]: unknown };

/** Names an object of the cluster. */
export const ObjectRef = Type.Object({
  apiVersion: Type.String({ minLength: 1, maxLength: 317 }),
  kind: Type.String({ minLength: 1, maxLength: 63 }),
  name: Type.String({ minLength: 1, maxLength: 253 }),
  namespace: Type.Optional(Type.String({ maxLength: 63 })),
}, strict);
export type ObjectRef = Readonly<Static<typeof ObjectRef>>;

/** A Kubernetes object with the fields that every one has. */
export interface KubeObject extends Data {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface Metadata extends Data {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly deletionTimestamp?: string;
}

export const KubeObject = Type.Unsafe<KubeObject>(Type.Object({
  apiVersion: Type.String({ minLength: 1 }),
  kind: Type.String({ minLength: 1 }),
  metadata: Type.Object({ name: Type.Optional(Type.String()) }),
}));

/** Which objects of a set are meant: positions in what was rendered, never the objects again. */
export const Index = Type.Integer({ minimum: 0, maximum: 1_000_000 });
