import Type, { type Static, type TSchema } from "typebox";

/** The version of the contract that this kernel speaks. It stays 0 until every kind runs through it. */
export const CONTRACT = 0;

const strict = { additionalProperties: false } as const;
const opt = <S extends TSchema>(schema: S) => Type.Optional(schema);

/** What each pattern of this schema means, in words, for whoever wrote something else. */
export const meaning = {
  id: ["^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "an id: lower-case letters, digits and dashes"],
  version: [
    "^[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?$",
    "a version such as 1.2.3 or 1.2.3-rc.1",
  ],
  pointer: [
    "^([a-zA-Z][a-zA-Z0-9-]*:)?(/[^\\p{Cc}]*)?$",
    "a pointer such as /spec/url, or input:/spec/url",
  ],
  inside: ["^/[^\\p{Cc}]*$", "a pointer such as /spec/url"],
  period: [
    "^([a-zA-Z][a-zA-Z0-9-]*:)?/[^\\p{Cc}]*$|^([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$",
    "a pointer such as /spec/interval, or a duration such as 1h30m",
  ],
  group: ["^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$", 'a group such as apps, or "" for the core'],
  anyGroup: ["^(\\*|([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?)$", 'a group such as apps, "", or *'],
  apiVersion: ["^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "a version such as v1 or v1beta2"],
  kind: ["^[A-Z][A-Za-z0-9]*$", "a kind such as ConfigMap"],
  anyKind: ["^(\\*|[A-Z][A-Za-z0-9]*)$", "a kind such as ConfigMap, or *"],
  reason: ["^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", "a word such as FetchFailed"],
  line: ["^[^\\p{Cc}]*$", "one line, without control characters"],
} as const satisfies Record<string, readonly [pattern: string, words: string]>;

/** Longer than any name of Kubernetes, or pointer into an object. */
const longest = 253;
/** More of anything than a plugin has. */
const most = 64;

const text = (options: { minLength?: number; maxLength?: number; description?: string } = {}) =>
  Type.String({ pattern: meaning.line[0], maxLength: longest, ...options });
const pointer = (description: string) =>
  Type.String({ description, pattern: meaning.pointer[0], maxLength: longest });
const list = <S extends TSchema>(schema: S, options: { description?: string } = {}) =>
  Type.Array(schema, { maxItems: most, ...options });
const patterned = (what: keyof typeof meaning, description?: string) =>
  Type.String({
    pattern: meaning[what][0],
    maxLength: longest,
    ...description !== undefined && { description },
  });

/** Which objects a plugin answers for; `when` maps pointers of the object to the value that must stand there. */
export const Serves = Type.Object({
  group: patterned("group"),
  version: patterned("apiVersion"),
  kind: patterned("kind"),
  when: opt(
    Type.Record(
      patterned("inside"),
      Type.Union([text(), Type.Boolean(), Type.Number()]),
      { maxProperties: most },
    ),
  ),
}, strict);
export type Serves = Static<typeof Serves>;

/** An object that another refers to: one by name, or many by a selector. Field values are pointers below `at`, or constants. */
export const InputReference = Type.Object({
  as: text({
    minLength: 1,
    description: "The input's name, or a pointer to it in the object",
  }),
  at: opt(pointer("Where the reference stands; * for every element of a list")),
  select: opt(pointer("Where a label selector stands")),
  apiVersion: opt(text()),
  kind: opt(text({ description: "A kind, or a pointer to it below `at`" })),
  name: opt(text({ description: "A pointer to the name below `at`" })),
  namespace: opt(text({ description: "A pointer to the namespace below `at`" })),
  optional: opt(Type.Union([Type.Boolean(), text()])),
  reason: opt(patterned("reason", "The condition's reason while it is missing")),
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
  controller: opt(text({ description: "Source of events, key of logs, label of metrics" })),
  manager: opt(text({ description: "Field manager of what it applies" })),
  lease: opt(text()),
  owner: opt(
    Type.Object({ name: text(), namespace: text() }, {
      ...strict,
      description: "The labels that name the owner on what it applies",
    }),
  ),
  messages: opt(
    Type.Object({ progressing: opt(text()) }, {
      ...strict,
      description: "What Ready says while work goes on; absent = the phase",
    }),
  ),
  statusManager: opt(text({ description: "Field manager of the object itself" })),
  reasons: opt(
    Type.Object({ ready: opt(patterned("reason")), progressing: opt(patterned("reason")) }, strict),
  ),
  interval: opt(patterned("period", "A pointer, or a Go duration")),
  retryInterval: opt(patterned("period", "A pointer, or a Go duration")),
  timeout: opt(patterned("period", "A pointer, or a Go duration")),
  suspend: opt(Type.Union([
    pointer("True there means suspended"),
    Type.Object({ path: patterned("inside"), equals: Type.Unknown() }, strict),
  ])),
  finalizer: opt(text()),
  inputs: opt(list(InputReference)),
  secrets: opt(list(pointer("Where the object names a Secret"))),
  dependsOn: opt(pointer("Where the object lists what must be ready first")),
  folder: opt(pointer("Where the object names the folder of its content")),
  wakes: opt(
    list(Type.Object({
      kind: patterned("kind"),
      on: pointer("Whose value, when it changes, wakes the object"),
      appears: opt(Type.Boolean({ description: "Only where there was no value before" })),
    }, strict)),
  ),
  accessFrom: opt(pointer("Where the object lists the namespaces that may refer to it")),
  outputs: opt(pointer("Where named outputs are listed in the status")),
  prepares: opt(Type.Union([
    Type.Boolean(),
    list(pointer("It prepares only where something stands at one of them")),
  ])),
  renders: opt(
    Type.Boolean({
      description: "Its applier asks for `render` itself, with values and a release",
    }),
  ),
  keeps: opt(
    list(
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
    text({
      description:
        "The type of the Secrets that its applier keeps records in; no policy judges them",
    }),
  ),
  accepts: opt(
    list(
      Type.Enum(["notices", "commitStatus", "changeRequest"]),
      { description: "Which events a provider takes; absent = notices" },
    ),
  ),
  versions: opt(
    Type.Record(text(), text(), {
      maxProperties: most,
      description: "The apiVersion of kinds that a reference may name without one",
    }),
  ),
  status: opt(
    list(
      patterned("inside"),
    ),
  ),
  conditions: opt(
    Type.Object({
      summary: opt(list(patterned("reason"))),
      negative: opt(list(patterned("reason"))),
    }, strict),
  ),
  columns: opt(list(Type.Object({ name: text(), path: patterned("inside") }, strict))),
  aliases: opt(list(text())),
}, strict);
export type Profile = Static<typeof Profile>;

const GroupKind = Type.Object(
  { group: patterned("anyGroup"), kind: patterned("anyKind") },
  strict,
);

/** A host that a plugin may reach: by name, or where a pointer of the object names it. */
export const HostNeed = Type.Object({
  host: opt(text({ description: "A name, `*.name`, or `name:port`" })),
  at: opt(pointer("Where the object names the host")),
  as: opt(Type.Enum(["url", "image", "scp", "hostport"])),
  follow: opt(Type.Enum(["none", "redirects", "any"])),
}, strict);
export type HostNeed = Static<typeof HostNeed>;

/** What a plugin asks for. The operator's config grants; the kernel gives the overlap. */
export const Needs = Type.Object({
  hosts: opt(list(HostNeed)),
  read: opt(list(GroupKind)),
  list: opt(list(GroupKind)),
  reveal: opt(list(Type.Object({
    at: pointer("Which Secret"),
    keys: Type.Array(text({ minLength: 1 }), { minItems: 1, maxItems: most }),
  }, strict))),
  serviceAccountToken: opt(Type.Object({ audience: text({ minLength: 1 }) }, strict)),
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
  name: patterned("id"),
  version: patterned("version"),
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
  description: opt(text({ maxLength: 300 })),
  serves: opt(list(Serves)),
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
