import Type, { type Static, type TSchema } from "typebox";

/** The version of the contract that this kernel speaks. It stays 0 until every kind runs through it. */
export const CONTRACT = 0;

const strict = { additionalProperties: false } as const;
const opt = <S extends TSchema>(schema: S) => Type.Optional(schema);
const pointer = (description: string) =>
  Type.String({ description, pattern: "^([a-zA-Z][a-zA-Z0-9-]*:)?(/.*)?$" });
const name = Type.String({ pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" });

/** Which objects a plugin answers for; `when` maps pointers of the object to the value that must stand there. */
export const Serves = Type.Object({
  group: Type.String(),
  version: Type.String({ minLength: 1 }),
  kind: Type.String({ minLength: 1 }),
  when: opt(
    Type.Record(
      Type.String({ pattern: "^/" }),
      Type.Union([Type.String(), Type.Boolean(), Type.Number()]),
    ),
  ),
}, strict);
export type Serves = Static<typeof Serves>;

/** An object that another refers to: one by name, or many by a selector. Field values are pointers below `at`, or constants. */
export const InputReference = Type.Object({
  as: Type.String({
    minLength: 1,
    description: "The input's name, or a pointer to it in the object",
  }),
  at: opt(pointer("Where the reference stands; * for every element of a list")),
  select: opt(pointer("Where a label selector stands")),
  apiVersion: opt(Type.String()),
  kind: opt(Type.String({ description: "A kind, or a pointer to it below `at`" })),
  name: opt(Type.String({ description: "A pointer to the name below `at`" })),
  namespace: opt(Type.String({ description: "A pointer to the namespace below `at`" })),
  optional: opt(Type.Union([Type.Boolean(), Type.String()])),
  reason: opt(Type.String({ description: "The condition's reason while it is missing" })),
}, strict);
export type InputReference = Static<typeof InputReference>;

/** What the generic loops and the CLI must know of a kind: pointers, no code. */
export const Profile = Type.Object({
  role: opt(
    Type.Enum([
      "source",
      "delivery",
      "alert",
      "provider",
      "receiver",
      "repository",
      "policy",
      "automation",
    ]),
  ),
  controller: opt(Type.String({ description: "Source of events, key of logs, label of metrics" })),
  manager: opt(Type.String({ description: "Field manager of what it applies" })),
  lease: opt(Type.String()),
  owner: opt(
    Type.Object({ name: Type.String(), namespace: Type.String() }, {
      ...strict,
      description: "The labels that name the owner on what it applies",
    }),
  ),
  messages: opt(
    Type.Object({ progressing: opt(Type.String()) }, {
      ...strict,
      description: "What Ready says while work goes on; absent = the phase",
    }),
  ),
  statusManager: opt(Type.String({ description: "Field manager of the object itself" })),
  reasons: opt(Type.Object({ ready: opt(Type.String()), progressing: opt(Type.String()) }, strict)),
  interval: opt(Type.String({ description: "A pointer, or a Go duration" })),
  retryInterval: opt(Type.String({ description: "A pointer, or a Go duration" })),
  timeout: opt(Type.String({ description: "A pointer, or a Go duration" })),
  suspend: opt(Type.Union([
    pointer("True there means suspended"),
    Type.Object({ path: Type.String(), equals: Type.Unknown() }, strict),
  ])),
  finalizer: opt(Type.String()),
  inputs: opt(Type.Array(InputReference)),
  secrets: opt(Type.Array(pointer("Where the object names a Secret"))),
  dependsOn: opt(pointer("Where the object lists what must be ready first")),
  folder: opt(pointer("Where the object names the folder of its content")),
  wakes: opt(
    Type.Array(Type.Object({
      kind: Type.String(),
      on: Type.String(),
      appears: opt(Type.Boolean({ description: "Only where there was no value before" })),
    }, strict)),
  ),
  accessFrom: opt(pointer("Where the object lists the namespaces that may refer to it")),
  outputs: opt(pointer("Where named outputs are listed in the status")),
  prepares: opt(Type.Union([
    Type.Boolean(),
    Type.Array(pointer("It prepares only where something stands at one of them")),
  ])),
  renders: opt(
    Type.Boolean({
      description: "Its applier asks for `render` itself, with values and a release",
    }),
  ),
  keeps: opt(
    Type.Array(
      Type.Enum([
        "inventory",
        "history",
        "lastAppliedRevision",
        "lastAppliedOriginRevision",
        "lastAttemptedRevision",
      ]),
      { description: "What the delivery loop writes to the status itself; absent = all of these" },
    ),
  ),
  records: opt(
    Type.String({
      description:
        "The type of the Secrets that its applier keeps records in; no policy judges them",
    }),
  ),
  accepts: opt(
    Type.Array(
      Type.Enum(["notices", "commitStatus", "changeRequest"]),
      { description: "Which events a provider takes; absent = notices" },
    ),
  ),
  versions: opt(
    Type.Record(Type.String(), Type.String(), {
      description: "The apiVersion of kinds that a reference may name without one",
    }),
  ),
  status: opt(
    Type.Array(
      Type.String({ pattern: "^/", description: "A pointer below status that a report may set" }),
    ),
  ),
  conditions: opt(
    Type.Object({
      summary: opt(Type.Array(Type.String())),
      negative: opt(Type.Array(Type.String())),
    }, strict),
  ),
  columns: opt(Type.Array(Type.Object({ name: Type.String(), path: Type.String() }, strict))),
  aliases: opt(Type.Array(Type.String())),
}, strict);
export type Profile = Static<typeof Profile>;

const GroupKind = Type.Object(
  { group: Type.String(), kind: Type.String({ minLength: 1 }) },
  strict,
);

/** A host that a plugin may reach: by name, or where a pointer of the object names it. */
export const HostNeed = Type.Object({
  host: opt(Type.String({ description: "A name, `*.name`, or `name:port`" })),
  at: opt(pointer("Where the object names the host")),
  as: opt(Type.Enum(["url", "image", "scp", "hostport"])),
  follow: opt(Type.Enum(["none", "redirects", "any"])),
}, strict);
export type HostNeed = Static<typeof HostNeed>;

/** What a plugin asks for. The operator's config grants; the kernel gives the overlap. */
export const Needs = Type.Object({
  hosts: opt(Type.Array(HostNeed)),
  read: opt(Type.Array(GroupKind)),
  list: opt(Type.Array(GroupKind)),
  reveal: opt(Type.Array(Type.Object({
    at: pointer("Which Secret"),
    keys: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  }, strict))),
  serviceAccountToken: opt(Type.Object({ audience: Type.String({ minLength: 1 }) }, strict)),
  scratchMiB: opt(Type.Integer({ minimum: 1, maximum: 65_536 })),
  memoryMiB: opt(Type.Integer({ minimum: 16, maximum: 16_384 })),
  objects: opt(Type.Enum(["heads", "whole"])),
  state: opt(Type.Boolean()),
  listen: opt(Type.Literal("loopback")),
}, strict);
export type Needs = Static<typeof Needs>;

/** `plugin.yaml`: read and checked before any code of the plugin runs. */
export const PluginManifest = Type.Object({
  contract: Type.Literal(CONTRACT),
  name,
  version: Type.String({ pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?$" }),
  kind: Type.Enum([
    "source",
    "renderer",
    "decryptor",
    "gate",
    "policy",
    "applier",
    "health",
    "notifier",
    "receiver",
    "scanner",
    "selector",
    "editor",
    "auth",
    "cluster",
  ]),
  description: opt(Type.String({ maxLength: 300 })),
  serves: opt(Type.Array(Serves)),
  profile: opt(Profile),
  needs: opt(Needs),
  pure: opt(
    Type.Boolean({
      description: "It keeps nothing between calls, so that tenants may share its processes",
    }),
  ),
  timeoutSeconds: opt(Type.Number({ exclusiveMinimum: 0, maximum: 3600 })),
  config: opt(
    Type.Record(Type.String(), Type.Unknown(), {
      description: "JSON Schema of the operator's options",
    }),
  ),
}, { ...strict, $id: "plugin_manifest.json", title: "Sluice plugin manifest" });
export type PluginManifest = Static<typeof PluginManifest>;
