import { ApiError, errorOfResponse } from "./api_error.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type Identity, impersonationHeaders } from "./impersonation.ts";
import type { Fence } from "./fence.ts";
import type { Purpose, Transport } from "./transport.ts";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the server's root, as in `/api/v1/namespaces`. */
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Sending it twice does what sending it once does. Default: it is a GET or a dry run. */
  readonly idempotent?: boolean;
  /** Default 30 s, for all tries together. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface RequesterOptions {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly identity?: Identity;
  readonly fence?: Fence;
}

const defaultTimeoutMs = 30_000;
const maxTries = 5;
const firstDelayMs = 100;
const maxDelayMs = 30_000;

/** Sends requests to one API server: adds credentials, tries again where that is safe, and gives typed errors. */
export interface Requester {
  /** The parsed JSON of a success. Throws `ApiError`, or `TypeError` where there was no answer. */
  json(request: ApiRequest): Promise<unknown>;
  text(request: ApiRequest): Promise<string>;
  /** One try, open until the signal ends it: for watches. The body is the caller's to cancel. */
  stream(request: ApiRequest & { readonly signal: AbortSignal }): Promise<Response>;
}

/** Throws at once where the identity is not usable. */
export function createRequester(options: RequesterOptions): Requester {
  const fixed = options.identity ? impersonationHeaders(options.identity) : [];
  const attempt = async (request: ApiRequest, purpose: Purpose, signal: AbortSignal) => {
    const headers = await headersOf(request, options.connection, fixed);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const url = urlOf(options.connection.server, request);
    const response = await options.transport.send(
      url,
      { method: request.method, headers, body, signal },
      purpose,
    );
    if (!response.ok) throw await errorOfResponse(response, `${request.method} "${request.path}"`);
    return response;
  };
  const exchange = <T>(request: ApiRequest, read: (response: Response) => Promise<T>) =>
    retrying(
      options,
      request,
      async (signal) => read(await attempt(request, "request", signal)),
    );
  return {
    json: (request) => exchange(request, (response) => response.json()),
    text: (request) => exchange(request, (response) => response.text()),
    stream: (request) => attempt(request, "watch", request.signal),
  };
}

/** Runs `once` until it succeeds, fails for good, or the time of the request is over. */
async function retrying<T>(
  { clock, random, fence }: RequesterOptions,
  request: ApiRequest,
  once: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = clock.now() + (request.timeoutMs ?? defaultTimeoutMs);
  for (let tries = 1;; tries++) {
    const rest = Math.min(
      end - clock.now(),
      isMutation(request) && fence ? fence.rest() : Infinity,
    );
    try {
      return await within(rest, request, once);
    } catch (error) {
      const delay = delayOf(error, tries, request, random());
      if (delay === undefined || clock.now() + delay >= end) throw error;
      await clock.wait(delay, request.signal);
    }
  }
}

async function within<T>(
  ms: number,
  request: ApiRequest,
  once: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const asked = `${request.method} "${request.path}"`;
  const late = new DOMException(
    `Cannot ${asked}: no answer in ${Math.round(ms)} ms`,
    "TimeoutError",
  );
  const timer = setTimeout(() => timeout.abort(late), ms);
  try {
    return await once(
      request.signal ? AbortSignal.any([request.signal, timeout.signal]) : timeout.signal,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait before the next try; undefined where there must be none. */
function delayOf(
  error: unknown,
  tries: number,
  request: ApiRequest,
  random: number,
): number | undefined {
  if (tries >= maxTries || request.signal?.aborted) return undefined;
  const backoff = firstDelayMs * 2 ** (tries - 1) * (1 + random);
  // A connection that broke tells nothing of what the server did.
  if (error instanceof TypeError) return isSafe(request) ? backoff : undefined;
  if (!(error instanceof ApiError) || (error.status !== 429 && error.status < 500)) {
    return undefined;
  }
  // With Retry-After the server says that it has not begun (client-go's rule).
  if (error.retryAfterMs === undefined && error.status !== 429 && !isSafe(request)) {
    return undefined;
  }
  return Math.min(maxDelayMs, Math.max(backoff, error.retryAfterMs ?? 0));
}

function isSafe(request: ApiRequest): boolean {
  return request.idempotent ?? !isMutation(request);
}

function isMutation({ method, query }: ApiRequest): boolean {
  return method !== "GET" && query?.dryRun === undefined;
}

async function headersOf(
  request: ApiRequest,
  { token, basic }: Connection,
  fixed: [string, string][],
): Promise<[string, string][]> {
  const headers: [string, string][] = [["accept", request.accept ?? "application/json"]];
  if (request.body !== undefined) {
    headers.push(["content-type", request.contentType ?? "application/json"]);
  }
  if (token) headers.push(["authorization", `Bearer ${await token()}`]);
  else if (basic) {
    const pair = new TextEncoder().encode(`${basic.username}:${basic.password}`);
    headers.push(["authorization", `Basic ${pair.toBase64()}`]);
  }
  return [...headers, ...fixed];
}

function urlOf(server: string, { path, query = {} }: ApiRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? server + path : `${server}${path}?${search}`;
}
