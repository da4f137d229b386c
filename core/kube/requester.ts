import { ApiError, errorOfResponse } from "./api_error.ts";
import type { Clock } from "./clock.ts";
import type { Fence } from "./fence.ts";
import type { Connection, Purpose, Transport } from "./transport.ts";

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
  readonly accept?: string | undefined;
  /** Sending it twice does what sending it once does. Default: it is a GET or a dry run. */
  readonly idempotent?: boolean | undefined;
  /** Default 30 s, for all tries together. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whom a request is made for. */
export interface Identity {
  /** As in `system:serviceaccount:apps:deployer`. */
  readonly user: string;
  readonly groups?: readonly string[];
}

export interface RequesterOptions {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly identity?: Identity;
  readonly fence?: Fence;
  /** Told of every answer, for metrics. */
  readonly answered?: (answer: { readonly method: string; readonly code: number }) => void;
}

const defaultTimeoutMs = 30_000;
const maxTries = 5;
const firstDelayMs = 100;
const maxDelayMs = 30_000;

/** Sends requests to one API server: adds credentials, tries again where that is safe, and gives typed errors. */
export type Requester = ReturnType<typeof createRequester>;

/** Throws at once where the identity is not usable. */
export function createRequester(options: RequesterOptions) {
  const { connection, transport, identity } = options;
  const fixed = identity ? impersonationHeaders(identity) : [];
  const attempt = async (request: ApiRequest, purpose: Purpose, signal: AbortSignal) => {
    const headers = [...await headersOf(request, connection), ...fixed];
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const message = { method: request.method, headers, body, signal };
    const response = await transport.send(urlOf(connection.server, request), message, purpose);
    options.answered?.({ method: request.method, code: response.status });
    if (!response.ok) throw await errorOfResponse(response, asked(request));
    return response;
  };
  const exchange = <T>(request: ApiRequest, read: (response: Response) => Promise<T>) =>
    retrying(options, request, async (signal) => read(await attempt(request, "request", signal)));
  return {
    /** The parsed JSON of a success. Throws `ApiError`, or `TypeError` where there was no answer. */
    json: (request: ApiRequest): Promise<unknown> =>
      exchange(request, (response) => response.json()),
    text: (request: ApiRequest) => exchange(request, (response) => response.text()),
    /** One try, open until the signal ends it: for watches. The body is the caller's to cancel. */
    stream: (request: ApiRequest & { readonly signal: AbortSignal }) =>
      attempt(request, "watch", request.signal),
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
    const fenced = isMutation(request) && fence ? fence.rest() : Infinity;
    try {
      return await within(Math.min(end - clock.now(), fenced), request, once);
    } catch (error) {
      if (tries >= maxTries || request.signal?.aborted || !mayRepeat(error, request)) throw error;
      const backoff = firstDelayMs * 2 ** (tries - 1) * (1 + random());
      const wanted = error instanceof ApiError ? error.retryAfterMs ?? 0 : 0;
      const delay = Math.min(maxDelayMs, Math.max(backoff, wanted));
      if (clock.now() + delay >= end) throw error;
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
  const late = `Cannot ${asked(request)}: no answer in ${Math.round(ms)} ms`;
  const timer = setTimeout(() => timeout.abort(new DOMException(late, "TimeoutError")), ms);
  try {
    const { signal } = timeout;
    return await once(request.signal ? AbortSignal.any([signal, request.signal]) : signal);
  } finally {
    clearTimeout(timer);
  }
}

function mayRepeat(error: unknown, request: ApiRequest): boolean {
  const safe = request.idempotent ?? !isMutation(request);
  // A connection that broke tells nothing of what the server did.
  if (error instanceof TypeError) return safe;
  if (!(error instanceof ApiError)) return false;
  if (error.status === 429) return true;
  // With Retry-After the server says that it has not begun (client-go's rule).
  // A 500 without a reason is how it refuses what is no object of the kind.
  if (error.status === 500 && error.reason === "") return error.retryAfterMs !== undefined;
  return error.status >= 500 && (safe || error.retryAfterMs !== undefined);
}

function isMutation({ method, query }: ApiRequest): boolean {
  return method !== "GET" && query?.dryRun === undefined;
}

function asked({ method, path }: ApiRequest): string {
  return `${method} "${path}"`;
}

/** A header by its name; one name may stand several times. */
type Header = [name: string, value: string];

async function headersOf(request: ApiRequest, { token, basic }: Connection): Promise<Header[]> {
  const headers: Header[] = [["accept", request.accept ?? "application/json"]];
  if (request.body !== undefined) {
    headers.push(["content-type", request.contentType ?? "application/json"]);
  }
  if (token) headers.push(["authorization", `Bearer ${await token()}`]);
  else if (basic) {
    const pair = new TextEncoder().encode(`${basic.username}:${basic.password}`);
    headers.push(["authorization", `Basic ${pair.toBase64()}`]);
  }
  return headers;
}

const visible = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/**
 * The headers that make the API server act for somebody. Throws before anything is sent where the user or a group
 * is blank: without the header the request would run with the kernel's own rights (CVE-2026-23990).
 */
function impersonationHeaders({ user, groups = [] }: Identity): Header[] {
  for (const name of [user, ...groups]) {
    if (typeof name !== "string" || !visible.test(name)) {
      throw new Error(`Cannot impersonate ${JSON.stringify(name ?? null)}: the name is not usable`);
    }
  }
  return [
    ["impersonate-user", user],
    ...groups.map((group): Header => ["impersonate-group", group]),
  ];
}

function urlOf(server: string, { path, query = {} }: ApiRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? server + path : `${server}${path}?${search}`;
}
