/** Shapes of what a plugin sends to the brokers. */
import Type, { type Static } from "typebox";
import { strict } from "schemas/plugin/objects.ts";
import { Report } from "schemas/plugin/report.ts";
import { SIGNATURE_ALGORITHMS } from "./tables/signature_algorithms.ts";

const token = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
const pointer = Type.String({ minLength: 1, maxLength: 1024 });
const key = Type.String({ minLength: 1, maxLength: 253 });
const base64 = (bytes: number) => Type.String({ maxLength: Math.ceil(bytes / 3) * 4 });
const url = Type.String({ maxLength: 8192 });
const file = Type.String({ minLength: 1, maxLength: 1024 });
export const Hash = Type.Enum(["SHA-1", "SHA-256", "SHA-384", "SHA-512"]);

export const SecretUse = Type.Object({
  secret: pointer,
  use: Type.Enum(["basic", "bearer", "header", "tls", "hmac", "url", "proxy"]),
  keys: Type.Optional(Type.Record(Type.String({ maxLength: 32 }), key, { maxProperties: 8 })),
  name: Type.Optional(Type.String({ pattern: token, maxLength: 128 })),
  prefix: Type.Optional(Type.String({ pattern: "^[\\x20-\\x7e]*$", maxLength: 128 })),
  hash: Type.Optional(Hash),
}, strict);
const uses = Type.Array(SecretUse, { maxItems: 16 });

export const HttpRequest = Type.Object({
  method: Type.Optional(Type.Enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])),
  headers: Type.Optional(
    Type.Record(
      Type.String({ pattern: token, maxLength: 128 }),
      Type.String({ pattern: "^[^\\r\\n\\0]*$", maxLength: 16_384 }),
      { maxProperties: 64, additionalProperties: false },
    ),
  ),
  body: Type.Optional(base64(256 * 1024)),
  auth: Type.Optional(uses),
  timeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 3600 })),
  maxBytes: Type.Optional(Type.Integer({ minimum: 0 })),
}, strict);
export type HttpRequest = Readonly<Static<typeof HttpRequest>>;

export const Fetch = Type.Object({ url, request: HttpRequest }, strict);
export const Download = Type.Object({ url, to: file, request: HttpRequest }, strict);
export const Upload = Type.Object({ url, from: file, request: HttpRequest }, strict);

export const Dial = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  tls: Type.Optional(Type.Boolean()),
  auth: Type.Optional(uses),
}, strict);
export type Dial = Readonly<Static<typeof Dial>>;

export const SecretKeys = Type.Object({ pointer }, strict);
export const SecretValue = Type.Object({ pointer, key }, strict);
export const Sign = Type.Object({
  pointer,
  key,
  data: base64(256 * 1024),
  algorithm: Type.Optional(Type.Enum([...SIGNATURE_ALGORITHMS.keys()])),
}, strict);
export const Verify = Type.Object({
  pointer,
  key,
  hash: Type.Optional(Hash),
  over: file,
  signature: Type.String({ maxLength: 1024 }),
}, strict);
export const Equals = Type.Object({
  pointer,
  key,
  value: Type.String({ maxLength: 65_536 }),
}, strict);

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
  fields: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
}, strict);
export const Reported = Type.Object({ report: Report }, strict);
export const Serving = Type.Object({ kubeconfig: Type.String({ maxLength: 262_144 }) }, strict);
