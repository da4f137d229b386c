import type { Tree } from "../json/tree.ts";
import type { RequestInfo } from "./request_info.ts";
import type { User } from "../auth/user.ts";

/** One request on its way through the server. */
export interface RequestContext {
  readonly method: string;
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly info: RequestInfo;
  readonly user: User;
  readonly signal: AbortSignal;
  /** Sent as Warning headers. */
  readonly warnings: string[];
  /** The body's text. Throws 413 where it is too large. */
  text(): Promise<string>;
  /** The body as it came. Throws 413 where it is too large. */
  bytes(): Promise<Uint8Array>;
}

/** An answer: a body of JSON values, text or a stream. */
export interface Answer {
  readonly status: number;
  readonly body?: Tree | string | ReadableStream<Uint8Array>;
  /** Already in JSON. */
  readonly json?: string;
  readonly type?: string;
  /** Without a body and its type. */
  readonly bare?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the server takes of a request: a Request is one. */
export interface Incoming {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Headers;
  /** The values of Impersonate-Group, where the transport keeps them apart. */
  readonly groups?: readonly string[];
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
}

/** An answer as it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}
