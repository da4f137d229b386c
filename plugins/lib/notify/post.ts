/** Posts as Flux's notifiers do: tried again with growing waits, until the provider's time is up. */
import { type Cx, Failure, type HttpResponse, type SecretUse, terminal } from "contract";
import type { Way } from "./provider.ts";

/** One message to a provider. */
export interface Letter {
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, where nothing else is said. */
  readonly body: string | object;
  readonly auth?: readonly SecretUse[];
  readonly method?: "POST" | "PUT";
  /** Further path of the address, unless it ends so. */
  readonly suffix?: string;
  /** Path in the place of the address's own. */
  readonly path?: string;
  /** What an error begins with. */
  readonly errors?: string;
  /** How long sending may take in all, in ms. */
  readonly timeoutMs: number;
  /** Why an answer is no success, where its status does not say it. */
  readonly judge?: (response: HttpResponse) => string | undefined;
}

const most = 5, firstMs = 2000, longestMs = 30_000;

/** Why a try failed, and whether another may do better, after `afterMs` where the server said so. */
interface Failed {
  readonly again: boolean;
  readonly afterMs?: number;
  readonly why?: string;
  /** Why the answer is no success. */
  readonly refused?: string;
}

/**
 * Posts a letter. Throws a terminal failure in the words of Flux's client (hashicorp's
 * retryablehttp) when it is refused or the time is up.
 */
export async function post(cx: Cx, way: Way, letter: Letter): Promise<void> {
  const { method = "POST", timeoutMs, errors = "postMessage failed: " } = letter;
  const lost = (why: string) => terminal("NotSent", `${errors}${why}`);
  const url = urlOf(way, letter);
  const ends = performance.now() + timeoutMs;
  const name = way.address === "" ? "to the address that the secret holds" : url;
  for (let tries = 1;; tries++) {
    const failed = await attempt(cx, way, letter, url, ends - performance.now());
    if (failed === undefined) return;
    if (failed.refused !== undefined) throw lost(`request failed: ${failed.refused}`);
    if (!failed.again || tries === most) {
      const why = failed.why === undefined ? "" : `: ${failed.why}`;
      throw lost(
        `failed to execute request: ${method} ${name} giving up after ${tries} attempt(s)${why}`,
      );
    }
    const waitMs = failed.afterMs ?? Math.min(longestMs, firstMs * 2 ** (tries - 1));
    if (performance.now() + waitMs >= ends) {
      throw lost("failed to execute request: context deadline exceeded");
    }
    await pause(waitMs, cx.signal);
  }
}

/** Empty, or a path alone, where the kernel knows the rest. */
function urlOf({ address }: Way, { suffix = "", path }: Letter): string {
  if (address === "") return path ?? "";
  if (path !== undefined) return new URL(path, address).href;
  return address.endsWith(suffix) ? address : address.replace(/\/$/, "") + suffix;
}

async function attempt(
  cx: Cx,
  way: Way,
  { headers = {}, body, auth = [], method = "POST", suffix, judge = refusal }: Letter,
  url: string,
  leftMs: number,
): Promise<Failed | undefined> {
  let response: HttpResponse;
  try {
    response = await cx.http.fetch(url, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      auth: [
        ...way.auth.map((use) => use.use === "url" && suffix ? { ...use, suffix } : use),
        ...auth,
      ],
      timeoutSeconds: Math.max(leftMs, 1) / 1000,
      ...(way.proxy === undefined ? {} : { proxy: way.proxy }),
    });
  } catch (error) {
    return unanswered(error, url, method);
  }
  const { status } = response;
  if (status === 429 || (status >= 500 && status !== 501)) {
    const after = response.headers["retry-after"];
    const afterMs = status === 429 || status === 503 ? retryAfter(after) : undefined;
    return { again: true, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  const why = judge(response);
  return why === undefined ? undefined : { again: false, refused: why };
}

/** In the words of Go's client where it has some for it. */
function unanswered(error: unknown, url: string, method: "POST" | "PUT"): Failed {
  if (!(error instanceof Failure)) throw error;
  const { code, reason, message } = error;
  if (reason === "TimedOut") return { again: false, why: "context deadline exceeded" };
  const scheme = reason === "UrlRefused" ? /^(?!https?:)([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] : "";
  const words = scheme
    ? `unsupported protocol scheme "${scheme}"`
    : /^Cannot [a-z ]+ "[^"]*"(?: port \d+)?: (.*)$/s.exec(message)?.[1] ?? message;
  const verb = method === "PUT" ? "Put" : "Post";
  const why = !url.includes("://") ? words : `${verb} ${JSON.stringify(url)}: ${words}`;
  return { again: code === "transient" && reason !== "TlsFailed", why };
}

function refusal({ status, body }: HttpResponse): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return `request failed with status code ${status}: ${new TextDecoder().decode(body)}`;
}

/** Seconds or a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
