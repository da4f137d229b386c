/**
 * What a plugin is given for the length of one call. Every handle is bound to that call and to the object that it is about,
 * and is dead when the call ends. Nothing else is reachable from a plugin.
 */
import type { Pack } from "../pack/mod.ts";
import type * as wire from "schemas/plugin/calls.ts";
import type {
  Downloaded as Download,
  Hash,
  HttpResponse,
  SecretUse,
} from "schemas/plugin/calls.ts";
import type { Report } from "schemas/plugin/report.ts";

export type { Download, Hash, HttpResponse, SecretUse };

export interface Cx {
  /** Aborted when the kernel no longer wants the answer, and at the deadline. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly http: Http;
  readonly cache: Cache;
  /** A byte stream to a granted host: for SSH, SMTP, NATS and the like. TLS is the kernel's where asked for. */
  dial(to: Dial): Promise<Connection>;
  /** The Secret that a pointer of the manifest (`*` filled in) refers to. */
  secret(pointer: string): Secret;
  /** The files of an artifact among the inputs, by the input's `as`; without a name, of the only one. */
  files(as?: string): Pack;
  /** A folder of read-only files of this call, such as `body` of a webhook. */
  readonly inputs: string;
  /** A folder of this call's own, emptied when it ends. Relative paths in answers are read from here. */
  readonly scratch: string;
  /** Tells the kernel how far the call is; written to the object at once. */
  report(report: Report): Promise<void>;
  /** For kind `cluster`: the API answers now, at this kubeconfig. */
  serving(kubeconfig: string): Promise<void>;
}

export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Egress through the kernel, to the hosts that the manifest names and the operator granted. */
export interface Http {
  /** For small answers: at most 256 KiB of body. */
  fetch(url: string, request?: HttpRequest): Promise<HttpResponse>;
  /** Streams the body into `to`, a plain file name in scratch, on the kernel's side. */
  download(url: string, to: string, request?: HttpRequest): Promise<Download>;
  /** Streams `from`, a plain file name in scratch, out as the body. */
  upload(url: string, from: string, request?: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest extends Omit<wire.HttpRequest, "body" | "auth"> {
  readonly body?: string | Uint8Array;
  readonly auth?: readonly SecretUse[];
}

export interface Dial extends Omit<wire.Dial, "auth"> {
  readonly auth?: readonly SecretUse[];
}

export interface Connection {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** A secret that the plugin may use and, unless a key of it is granted by name, never read. */
export interface Secret {
  readonly pointer: string;
  /** The names of its keys; empty where an optional secret is absent. */
  keys(): Promise<readonly string[]>;
  /** The value of a key that the manifest asks to `reveal` (`*`: all of that Secret) and the operator granted. */
  value(key: string): Promise<Uint8Array<ArrayBuffer>>;
  basic(keys?: { username?: string; password?: string }): SecretUse;
  bearer(key?: string): SecretUse;
  header(name: string, key: string, prefix?: string): SecretUse;
  /** Takes the keys that are named and no others; without names, what there is under the names that Kubernetes gives them. */
  tls(keys?: { certificate?: string; key?: string; authority?: string }): SecretUse;
  /** A header `name: prefix + hex` with the HMAC of the request's body. */
  hmac(name: string, key: string, options?: { hash?: Hash; prefix?: string }): SecretUse;
  /** The secret's value is the request's address, `suffix` added to its path; its host counts as granted. */
  url(key?: string, suffix?: string): SecretUse;
  /** A proxy that the request goes through. */
  proxy(): SecretUse;
  /** Signs with a private key of the secret (PEM or OpenSSH), on the kernel's side; `passphrase` names the key that opens it. */
  sign(
    key: string,
    data: Uint8Array,
    algorithm?: string,
    passphrase?: string,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** The public half of a private key of the secret, as SubjectPublicKeyInfo (DER). */
  publicKey(key: string, passphrase?: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether `signature` (hex) is the HMAC of the call's input `over`, in constant time. */
  verify(options: { key: string; hash?: Hash; over: string; signature: string }): Promise<boolean>;
  /** Whether `value` is the key's value, in constant time. */
  equals(key: string, value: string): Promise<boolean>;
}

/** Kernel-held, one tenant's: a place for key sets and tokens of at most 64 KiB. */
export interface Cache {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(key: string, value: Uint8Array, options: { seconds: number }): Promise<void>;
}
