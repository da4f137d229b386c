/** What crosses between the kernel and a plugin's process: the greeting, calls, and what a plugin asks through its handles. */
import Type, { type Static } from "typebox";
import { strict } from "./objects.ts";
import { Report } from "./report.ts";

const opt = Type.Optional;
/** The name of a header (RFC 9110). */
export const token = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const pointer = Type.String({ minLength: 1, maxLength: 1024 });
const key = Type.String({ minLength: 1, maxLength: 253 });
const base64 = (bytes: number) => Type.String({ maxLength: Math.ceil(bytes / 3) * 4 });
const url = Type.String({ maxLength: 8192 });
const file = Type.String({ minLength: 1, maxLength: 1024 });
const words = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 });

/** A message of either end. Both check it by hand: boot has no room for a library before it has capped its process. */
export type Message =
  | { readonly t: "call"; readonly id: number; readonly m: string; readonly p: unknown }
  | { readonly t: "note"; readonly m: string; readonly p: unknown }
  | { readonly t: "cancel" | "reset"; readonly id: number }
  | { readonly t: "ok"; readonly id: number; readonly v: unknown }
  | { readonly t: "err"; readonly id: number; readonly e: unknown }
  | { readonly t: "credit"; readonly id: number; readonly n: number };

/** What boot caps its own process to. */
export interface ProcessLimits {
  /** Of RLIMIT_DATA: array buffers and wasm memory, which V8's own limit does not know. */
  readonly dataBytes: number;
  /** Of RLIMIT_FSIZE: the largest file that can be written. */
  readonly fileBytes: number;
  /** Of RLIMIT_NOFILE. */
  readonly openFiles: number;
  /** Whether the process may make sockets at all: only a kind that was granted a loopback port. */
  readonly sockets: boolean;
}

/** The first call: boot caps its own process, then loads the plugin. */
export interface Hello {
  /** File URL of the one bundled module. */
  readonly module: string;
  readonly contract: number;
  readonly kind: string;
  readonly config: unknown;
  readonly limits: ProcessLimits;
}

/** Its answer is checked: by then the plugin's code has run, and it may have written this. */
export const HelloAnswer = Type.Object({
  contract: Type.Integer(),
  kind: Type.String(),
  methods: words,
  missing: { ...words, description: "Caps that this system does not have, by name" },
});
export type HelloAnswer = Readonly<Static<typeof HelloAnswer>>;

/** A call of a kind's method. */
export interface CallParams {
  /** 128 random bits; every handle of the call is used under it. */
  readonly handle: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Fields of the request that stand in files below `inputs`, one JSON text a line. */
  readonly bulk?: Readonly<Record<string, string>>;
  /** Absent, as is `scratch`, where the call needs no folders. */
  readonly inputs?: string;
  readonly scratch?: string;
  /** Packs below `inputs`, by the input's name. */
  readonly packs?: Readonly<Record<string, string>>;
}

export const CallAnswer = Type.Object({
  value: Type.Unknown(),
  bulk: opt(
    Type.Record(Type.String(), Type.String({ pattern: "^\\.[A-Za-z]+\\.jsonl$" }), {
      description: "Fields of the answer that stand in files below `scratch`, one JSON text a line",
    }),
  ),
  touched: opt(Type.Boolean({ description: "The call made its scratch folder" })),
});
export type CallAnswer = Readonly<Static<typeof CallAnswer>>;

export const Hash = Type.Enum(["SHA-1", "SHA-256", "SHA-384", "SHA-512"]);
export type Hash = Static<typeof Hash>;

/** A use of a secret as data: it names, and holds nothing. */
export const SecretUse = Type.Object({
  secret: pointer,
  use: Type.Enum(["basic", "bearer", "header", "tls", "hmac", "url", "proxy"]),
  keys: opt(Type.Record(Type.String({ maxLength: 32 }), key, { maxProperties: 8 })),
  name: opt(Type.String({ pattern: token, maxLength: 128 })),
  prefix: opt(Type.String({ pattern: "^[\\x20-\\x7e]*$", maxLength: 128 })),
  hash: opt(Hash),
  /** Further path of an address, unless it ends so. */
  suffix: opt(Type.String({ pattern: "^/[\\x21-\\x7e]*$", maxLength: 1024 })),
}, strict);
export type SecretUse = Readonly<Static<typeof SecretUse>>;
const uses = Type.Array(SecretUse, { maxItems: 16 });

export const HttpRequest = Type.Object({
  method: opt(Type.Enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])),
  headers: opt(
    Type.Record(
      Type.String({ pattern: token, maxLength: 128 }),
      Type.String({ pattern: "^[^\\r\\n\\0]*$", maxLength: 16_384 }),
      { maxProperties: 64, additionalProperties: false },
    ),
  ),
  body: opt(base64(256 * 1024)),
  /** Credentials that the kernel adds on its side, and drops when a redirect leaves the host. */
  auth: opt(uses),
  /** A proxy (`http://` or `https://`) that the object names, as a granted host; one that a Secret holds is a use. */
  proxy: opt(url),
  timeoutSeconds: opt(Type.Number({ exclusiveMinimum: 0, maximum: 3600 })),
  /** The most bytes of body that are taken, after decompression. */
  maxBytes: opt(Type.Integer({ minimum: 0 })),
}, strict);
export type HttpRequest = Readonly<Static<typeof HttpRequest>>;

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where redirects ended. */
  readonly url: string;
}

export interface Downloaded extends Omit<HttpResponse, "body"> {
  readonly bytes: number;
  /** Hex, of the bytes written. */
  readonly sha256: string;
}

export const Fetch = Type.Object({ url, request: HttpRequest }, strict);
export const Download = Type.Object({ url, to: file, request: HttpRequest }, strict);
export const Upload = Type.Object({ url, from: file, request: HttpRequest }, strict);

export const Dial = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  tls: opt(Type.Boolean()),
  auth: opt(uses),
}, strict);
export type Dial = Readonly<Static<typeof Dial>>;

/** By their names in JOSE (RFC 7518, RFC 8037) and in SSH (RFC 8332, RFC 5656, RFC 8709). */
export const SignatureAlgorithm = Type.Enum([
  ...["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"] as const,
  ...["ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512"] as const,
  ...["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const,
]);

export const SecretKeys = Type.Object({ pointer }, strict);
export const SecretValue = Type.Object({ pointer, key }, strict);
export const Sign = Type.Object({
  pointer,
  key,
  data: base64(256 * 1024),
  algorithm: opt(SignatureAlgorithm),
  passphrase: opt(key),
}, strict);
export const PublicKey = Type.Object({ pointer, key, passphrase: opt(key) }, strict);
export const Verify = Type.Object({
  pointer,
  key,
  hash: opt(Hash),
  over: file,
  signature: Type.String({ maxLength: 1024 }),
}, strict);
export const Equals = Type.Object(
  { pointer, key, value: Type.String({ maxLength: 65_536 }) },
  strict,
);

const cacheKey = Type.String({ minLength: 1, maxLength: 512 });
export const CacheGet = Type.Object({ key: cacheKey }, strict);
export const CachePut = Type.Object({
  key: cacheKey,
  value: Type.String({ maxLength: 128 * 1024 }),
  seconds: Type.Number({ exclusiveMinimum: 0, maximum: 7 * 86_400 }),
}, strict);

export const LogEntry = Type.Object({
  level: Type.Enum(["debug", "info", "error"]),
  message: Type.String(),
  fields: opt(Type.Record(Type.String(), Type.Unknown())),
}, strict);
export const Reported = Type.Object({ report: Report }, strict);
export const Serving = Type.Object({ kubeconfig: Type.String({ maxLength: 262_144 }) }, strict);
