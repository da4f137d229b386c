import type { Data, KubeObject } from "schemas/plugin/objects.ts";

/** The outside world of one plugin under test: what is not named here does not exist. */
export interface World {
  /** The plugin's manifest: what it needs is granted, and nothing else. */
  readonly manifest: URL;
  /** The operator's options; checked against the manifest's schema. */
  readonly config?: Data;
  /** What calls without an object of their own are about. */
  readonly object?: KubeObject;
  /** Answers by URL. */
  readonly http?: Readonly<Record<string, Canned | ((request: Sent) => Canned | Promise<Canned>)>>;
  /** Secrets by name; the object names them where its manifest's pointers say. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
  /** Files of artifacts: by the input's `as`, then by path. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
  /** Further files of `cx.inputs`, such as the `body` of a webhook. */
  readonly inputs?: Readonly<Record<string, string | Uint8Array>>;
  /** Who answers a dialled connection, by `host:port`. */
  readonly dial?: Readonly<Record<string, Peer>>;
}

/** An answer of the world to a request over HTTP; status 200 without headers and body where nothing is said. */
export interface Canned {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request as it would have left the kernel, the headers that it makes of secrets included. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The far end of a dialled connection: reads what the plugin sends, writes what it shall receive; returning closes it. */
export type Peer = (
  received: ReadableStream<Uint8Array<ArrayBuffer>>,
  send: (bytes: string | Uint8Array) => Promise<void>,
) => Promise<void>;

/** Bytes of a text, or the bytes themselves. */
export function bytesOf(value: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(value);
}
