import Type, { type Static, type StaticDecode, type TSchema } from "typebox";
import { parseDuration } from "./duration.ts";

const strict = { additionalProperties: false } as const;
const opt = <S extends TSchema>(schema: S) => Type.Optional(schema);
/** May be left out; what is decoded has the schema's default then, so that its type says it is there. */
const standard = <S extends TSchema>(schema: S) => Type.Optional(schema) as unknown as S;

/** What each pattern of this schema means, in words, for whoever wrote something else. */
export const meaning = {
  duration: [
    "^(?=.*[1-9])([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$",
    "a duration such as 30s or 1h30m",
  ],
  address: [
    "^([^\\s:]*|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$",
    "an address such as :9090 or 127.0.0.1:9090",
  ],
  digest: ["^sha256:[0-9a-f]{64}$", "a digest: sha256: and 64 hexadecimal digits"],
  id: ["^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "an id: lower-case letters, digits and dashes"],
  kind: [
    "^[a-z0-9][-a-z0-9.]*/[A-Z][A-Za-z0-9]*$|^[A-Z][A-Za-z0-9]*\\.[a-z0-9][-a-z0-9.]*$",
    "a kind as group/Kind or Kind.group",
  ],
  host: [
    "^(@|\\*|(\\*\\.)?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?|\\[[0-9a-fA-F:]+\\](:[0-9]{1,5})?)$",
    'a host: a name, *.name, name:port, * for all, or @ for "the host that the object names"',
  ],
  network: [
    "^[^\\s/]+(/[0-9]{1,3})?$",
    "a host, a *.name, an address, or a network such as 10.0.0.0/8",
  ],
} as const satisfies Record<string, readonly [pattern: string, words: string]>;

const text = (what: keyof typeof meaning, description: string) =>
  Type.String({ pattern: meaning[what][0], description });

/** Decoded to milliseconds; what is too long for Go's durations is as good as for ever. */
const duration = (description: string, byDefault?: string) => {
  const options = { description, ...byDefault !== undefined && { default: byDefault } };
  return Type.Codec(Type.String({ pattern: meaning.duration[0], ...options }))
    .Decode((written) => parseDuration(written) ?? Number.MAX_SAFE_INTEGER)
    .Encode((ms) => `${ms}ms`);
};

/** Where to listen. */
export interface Listen {
  readonly hostname: string;
  readonly port: number;
}

/** Where to listen, and the path of a file with the token to ask for. */
export interface TokenListen extends Listen {
  requireToken: string;
}

/** Host and port of `host:port`; no host is every address of the machine. */
export function parseAddress(written: string): Listen {
  const colon = written.lastIndexOf(":");
  const hostname = written.slice(0, colon).replace(/^\[|\]$/g, "");
  return { hostname: hostname || "0.0.0.0", port: Number(written.slice(colon + 1)) };
}

const HostAndPort = Type.Codec(text("address", "host:port"))
  .Decode(parseAddress)
  .Encode(({ hostname, port }) => `${hostname}:${port}`);
const address = (description: string, byDefault: string | false) =>
  standard(Type.Union([Type.Literal(false), HostAndPort], {
    description: `${description}; false: not at all`,
    default: byDefault,
  }));
const Intake = Type.Codec(Type.Object({
  address: text("address", "host:port"),
  requireToken: Type.String({
    minLength: 1,
    description:
      "A file with the token that a sender must bear, or give as the password of the address",
  }),
}, strict))
  .Decode(({ address, requireToken }): TokenListen => ({ ...parseAddress(address), requireToken }))
  .Encode(({ hostname, port, requireToken }) => ({ address: `${hostname}:${port}`, requireToken }));
const ids = (description: string) =>
  standard(
    Type.Array(text("id", "An id of plugins"), { description, uniqueItems: true, default: [] }),
  );

const GroupKind = Type.Object({ group: Type.String(), kind: Type.String({ minLength: 1 }) }, {
  ...strict,
  description: "`*` stands for every group, or every kind but Secret",
});

/** What the operator allows a plugin: the shape of a manifest's `needs`. Absent means no. */
export const Grant = Type.Object({
  hosts: opt(Type.Array(
    Type.Union([
      text("host", "A host by name"),
      Type.Object({
        host: text("host", "A host by name"),
        follow: opt(Type.Enum(["none", "redirects", "any"])),
      }, strict),
    ]),
    { description: 'Hosts it may reach; "@" is the host that the object at hand names' },
  )),
  read: opt(Type.Array(GroupKind, { description: "Kinds it may ask for by name" })),
  list: opt(Type.Array(GroupKind, { description: "Kinds it may ask for in lists" })),
  reveal: opt(Type.Array(
    Type.Object({ at: Type.String(), keys: Type.Array(Type.String(), { minItems: 1 }) }, strict),
    { description: "Keys of Secrets whose values it may read" },
  )),
  serviceAccountToken: opt(Type.Object({ audience: Type.String({ minLength: 1 }) }, {
    ...strict,
    description: "The audience that it may ask service account tokens for",
  })),
  scratchMiB: opt(Type.Integer({ minimum: 1, description: "The most disk that a call may use" })),
  memoryMiB: opt(Type.Integer({ minimum: 16, description: "The most memory of a process" })),
  objects: opt(Type.Enum(["heads", "whole"], { description: "What it sees of objects to judge" })),
  state: opt(Type.Boolean({ description: "A folder that outlives its process" })),
  listen: opt(Type.Literal("loopback", { description: "A loopback port" })),
}, strict);
export type Grant = Static<typeof Grant>;

/** One entry of `plugins`. */
export const PluginEntry = Type.Object({
  use: Type.String({
    minLength: 1,
    description: "A folder with plugin.yaml and mod.ts or mod.js; relative to this file",
  }),
  digest: opt(text("digest", "What `sluice plugin bundle` printed; anything else is refused")),
  grant: opt(Type.Union([Type.Literal("all"), Grant], {
    description: "What the plugin may do of what it needs; `all` only for built-in plugins",
  })),
  share: standard(Type.Boolean({
    default: false,
    description: "Its processes serve all namespaces; only for plugins that are `pure`",
  })),
  pool: standard(Type.Object({
    size: Type.Integer({ minimum: 1, maximum: 64, description: "The most processes at a time" }),
  }, { ...strict, default: { size: 1 } })),
  config: standard(Type.Record(Type.String(), Type.Unknown(), {
    default: {},
    description: "The plugin's own options; its manifest says which",
  })),
  limits: standard(Type.Object({
    memoryMiB: opt(Type.Integer({ minimum: 16, description: "Heap of a process" })),
    scratchMiB: opt(Type.Integer({ minimum: 1, description: "Disk of a call" })),
    timeout: opt(duration("The most that a call may take")),
  }, { ...strict, default: {} })),
}, strict);
export type PluginEntry = StaticDecode<typeof PluginEntry>;

/** What a delivery of one kind goes through, in this order. */
export const PipelineEntry = Type.Object({
  gates: ids("Gates, all of which must be open"),
  render: ids("Renderers and decryptors, each fed with what the one before made"),
  policies: ids("Policies that judge what is about to be sent"),
  apply: text("id", "The applier"),
  health: ids("Health judges; the first that knows a kind answers"),
}, strict);
export type PipelineEntry = Static<typeof PipelineEntry>;

const Cluster = Type.Union([
  Type.Object({
    kubeconfig: opt(Type.String({ minLength: 1, description: "Path; relative to this file" })),
    context: opt(Type.String({ minLength: 1, description: "Else the file's current one" })),
  }, strict),
  Type.Object({
    inCluster: Type.Literal(true, { description: "The pod's own service account" }),
  }, strict),
  Type.Object({
    plugin: text("id", "A plugin of kind cluster"),
    options: opt(Type.Record(Type.String(), Type.Unknown())),
  }, strict),
], { description: "The cluster that is reconciled" });

const Store = Type.Object({
  directory: opt(Type.String({ minLength: 1, description: "Path; relative to this file" })),
  retention: standard(Type.Object({
    records: standard(
      Type.Integer({ minimum: 1, default: 2, description: "Artifacts of an object" }),
    ),
    ttl: standard(duration("How long an artifact is kept after a newer one", "60s")),
  }, { ...strict, default: {} })),
}, { ...strict, default: {}, description: "Where artifacts are kept" });

const Server = Type.Object({
  artifacts: address("Where artifacts are served", ":9090"),
  metrics: address("Where metrics are served", ":8080"),
  health: address("Where /healthz and /readyz are served", ":9440"),
  webhooks: address("Where webhooks are received", ":9292"),
  events: standard(Type.Union([Type.Literal(false), HostAndPort, Intake], {
    description: "Where events of other controllers are received, of any or of those with a token",
    default: false,
  })),
  advertise: opt(Type.String({
    pattern: "^[^\\s/]+$",
    description: "Host, or host:port, in the URLs of artifacts; else the host's own name",
  })),
}, { ...strict, default: {}, description: "Addresses to listen on" });
export type Server = StaticDecode<typeof Server>;

const Limits = Type.Object({
  egress: standard(Type.Object({
    allow: opt(Type.Array(text("network", "A host or a network"), {
      description: 'Only these may be reached through "@"; absent: all that is not refused',
    })),
    deny: standard(Type.Array(text("network", "A host or a network"), { default: [] })),
  }, { ...strict, default: {}, description: "Where plugins may connect to" })),
  concurrency: standard(Type.Integer({
    minimum: 1,
    maximum: 1024,
    default: 8,
    description: "How many objects are reconciled at a time",
  })),
  perNamespace: standard(Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.5,
    description: "The share of them that one namespace may take while others wait",
  })),
  timeouts: standard(Type.Object({
    start: standard(duration("From the start of a plugin's process to its hello", "10s")),
    call: standard(duration("Of a call whose manifest names none", "60s")),
    idle: standard(duration("Until a process without calls is stopped", "60s")),
    drain: standard(duration("For running work when the kernel or a plugin stops", "30s")),
  }, { ...strict, default: {} })),
  memoryMiB: standard(Type.Integer({
    minimum: 16,
    default: 128,
    description: "Heap of a plugin's process, where nothing else says",
  })),
}, { ...strict, default: {} });

const Log = Type.Object({
  level: standard(Type.Enum(["trace", "debug", "info", "error"], { default: "info" })),
  encoding: standard(Type.Enum(["json", "console"], { default: "json" })),
}, { ...strict, default: {} });

/** The one file that says what a kernel does. */
export const RuntimeConfig = Type.Object({
  plugins: Type.Record(text("id", "Id"), PluginEntry, {
    ...strict,
    description: "Every plugin, by an id of the operator's choice",
  }),
  pipelines: standard(Type.Record(text("kind", "Kind"), PipelineEntry, {
    ...strict,
    default: {},
    description: "What a delivery of each kind goes through",
  })),
  cluster: opt(Cluster),
  store: standard(Store),
  server: standard(Server),
  shard: opt(Type.Object({
    selector: Type.String({ description: "Label selector of the objects that this kernel owns" }),
  }, strict)),
  noCrossNamespaceRefs: standard(Type.Boolean({
    default: false,
    description: "Objects may refer to others of their own namespace only",
  })),
  noRemoteBases: standard(Type.Boolean({
    default: false,
    description: "Kustomizations may name no base that lies outside of their source",
  })),
  defaultServiceAccount: opt(Type.String({
    minLength: 1,
    description: "Whose rights a delivery uses that names no service account; else the kernel's",
  })),
  watchLabelSelector: opt(Type.String({
    minLength: 1,
    description: "Label selector of the objects that are reconciled, in place of `shard`",
  })),
  requeueDependency: standard(
    duration("Until an object that waits for another one is looked at again", "5s"),
  ),
  limits: standard(Limits),
  log: standard(Log),
}, { ...strict, $id: "runtime_config.json", title: "Sluice runtime configuration" });
/** Decoded: with every standard filled in, times in milliseconds. */
export type RuntimeConfig = StaticDecode<typeof RuntimeConfig>;
