import { type Failure, terminal } from "../contract/errors.ts";
import type { ProxyAddress } from "./egress.ts";
import { type Grant, leaveFor } from "./hosts.ts";
import type { TlsMaterial } from "./secret_uses.ts";
import { SAFE_HEADERS } from "./tables/headers.ts";
import { canonicalHost, type Target } from "./vetting.ts";

/** One request on the way through redirects. */
export interface Step {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly tls: TlsMaterial;
  readonly proxy: ProxyAddress | undefined;
  readonly withBody: boolean;
  /** What the first host's grant says of further hosts. */
  readonly follow: Grant["follow"];
  /** Credentials of the object may still go along. */
  readonly own: boolean;
}

/** Where a URL points to. Throws `UrlRefused` (terminal) for anything but http and https. */
export function targetOf(url: URL): Target {
  const host = canonicalHost(url.hostname);
  if (host === undefined || !/^https?:$/.test(url.protocol)) {
    throw terminal("UrlRefused", `Cannot fetch from "${url.protocol}": only http and https`);
  }
  return { host, port: Number(url.port || (url.protocol === "https:" ? 443 : 80)) };
}

/** Where a response redirects to, if it does. */
export function redirectOf({ status, headers }: Response): string | undefined {
  return [301, 302, 303, 307, 308].includes(status)
    ? headers.get("location") ?? undefined
    : undefined;
}

/**
 * The request that a redirect asks for. Where scheme, host or port change, everything but a few harmless headers stays behind,
 * for good. Throws `RedirectRefused` or `HostNotGranted`, terminal.
 */
export function redirected(
  step: Step,
  status: number,
  location: string,
  grants: readonly Grant[],
): Step {
  const url = URL.parse(location, step.url);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw refuse(step, "it leads to no http or https URL");
  }
  if (step.url.protocol === "https:" && url.protocol === "http:") {
    throw refuse(step, "it leads from https to http");
  }
  [url.username, url.password] = ["", ""];
  const crosses = url.origin !== step.url.origin;
  if (crosses && step.follow === "none") leaveFor(targetOf(url), grants);
  const keepsBody = step.withBody && !becomesGet(status, step.method);
  if (crosses && keepsBody) throw refuse(step, "it would take the body to another host");
  const { caCerts } = step.tls;
  return {
    ...step,
    url,
    method: becomesGet(status, step.method) ? "GET" : step.method,
    headers: headersAfter(step.headers, crosses, keepsBody),
    withBody: keepsBody,
    own: step.own && !crosses,
    tls: !crosses ? step.tls : caCerts ? { caCerts } : {},
  };
}

/** As browsers and Go do it: 303 asks for a GET, and a POST becomes one after 301 and 302. */
function becomesGet(status: number, method: string): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return status === 303 || ((status === 301 || status === 302) && method === "POST");
}

function headersAfter(headers: Headers, crosses: boolean, keepsBody: boolean): Headers {
  const kept = [...headers].filter(([name]) =>
    (!crosses || SAFE_HEADERS.has(name)) && (keepsBody || !name.startsWith("content-"))
  );
  return new Headers(kept);
}

function refuse({ url }: Step, why: string): Failure {
  return terminal("RedirectRefused", `Cannot follow a redirect of "${url.host}": ${why}`);
}
