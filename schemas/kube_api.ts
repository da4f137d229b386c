/** What the kernel's client reads of an API server's own answers (k8s.io/apimachinery meta/v1, coordination/v1). */
import Type, { type Static, type TSchema } from "typebox";

const text = Type.Optional(Type.String());
/** Go writes an empty list as null. */
const list = <S extends TSchema>(items: S) =>
  Type.Optional(Type.Union([Type.Array(items), Type.Null()]));

/** One field that the API server objects to; `field` as in `.spec.replicas`. */
export const Cause = Type.Object({ reason: text, message: text, field: text });
export type Cause = Static<typeof Cause>;

export const Status = Type.Object({
  kind: Type.Literal("Status"),
  code: Type.Optional(Type.Number()),
  reason: text,
  message: text,
  details: Type.Optional(Type.Object({
    causes: list(Cause),
    retryAfterSeconds: Type.Optional(Type.Number()),
  })),
});
export type Status = Static<typeof Status>;

export const Version = Type.Object({ gitVersion: Type.String() });
export const APIVersions = Type.Object({ versions: list(Type.String()) });
export const APIGroupList = Type.Object({
  groups: list(Type.Object({ versions: list(Type.Object({ groupVersion: Type.String() })) })),
});
export const APIResourceList = Type.Object({
  resources: list(
    Type.Object({
      name: Type.String(),
      kind: Type.String(),
      namespaced: Type.Optional(Type.Boolean()),
    }),
  ),
});

/** A page of objects; each is checked no further. */
export const Page = Type.Object({
  metadata: Type.Object({ resourceVersion: text, continue: text }),
  items: list(Type.Object({ metadata: Type.Object({ name: Type.String() }) })),
});

export const LeaseSpec = Type.Object({
  holderIdentity: text,
  acquireTime: text,
  leaseDurationSeconds: Type.Optional(Type.Number()),
  leaseTransitions: Type.Optional(Type.Number()),
});
export type LeaseSpec = Static<typeof LeaseSpec>;
