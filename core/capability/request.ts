import { Failure, terminal } from "../contract/errors.ts";
import type { HttpRequest } from "schemas/plugin/calls.ts";
import type { CallContext } from "./call.ts";
import { type Leave, leaveFor } from "./hosts.ts";
import { type Applied, applyUses, type Body, proxyAt, takeUserinfo } from "./secret_uses.ts";
import { type Step, targetOf } from "./steps.ts";
import { KERNEL_HEADERS } from "./tables/headers.ts";

const HEADER_BYTES = 32 * 1024;

/** A request ready to be sent. */
export interface Prepared {
  readonly step: Step;
  /** The address came from a secret, so that no text may tell it. */
  readonly hidden: boolean;
}

/** Checks a plugin's request against the grants and adds what its uses of secrets make. */
export async function prepare(
  text: string,
  request: HttpRequest,
  { vault, grants, realms }: Pick<CallContext, "vault" | "grants" | "realms">,
  body: Body | undefined,
): Promise<Prepared> {
  const headers = ownHeaders(request);
  const applied = await applyUses(request.auth ?? [], vault, body);
  const hidden = applied.address !== undefined;
  const url = applied.address ? below(applied.address, text) : parse(text);
  const leave: Leave = hidden ? { own: true, follow: "none" } : leaveFor(targetOf(url), grants);
  const userinfo = takeUserinfo(url, vault);
  if (userinfo !== undefined && !headers.has("authorization")) {
    headers.set("authorization", userinfo);
  }
  const trusted = leave.own || realms.has(url.origin);
  if (!trusted && (applied.headers.length > 0 || applied.tls.cert !== undefined)) {
    throw terminal(
      "CredentialsRefused",
      `Cannot send the object's credentials to "${url.host}": neither the manifest nor the object names it`,
    );
  }
  setHeaders(headers, applied.headers);
  return {
    hidden,
    step: {
      url,
      headers,
      method: request.method ?? "GET",
      tls: applied.tls,
      proxy: applied.proxy ?? namedProxy(request, { vault, grants }),
      withBody: body !== undefined,
      follow: leave.follow,
      own: leave.own,
    },
  };
}

/** The proxy that a request names: a granted host, as the request's own is. */
function namedProxy(
  { proxy: text }: HttpRequest,
  { vault, grants }: Pick<CallContext, "vault" | "grants">,
): Step["proxy"] {
  if (text === undefined) return undefined;
  const proxy = proxyAt(text, vault);
  if (!proxy) throw terminal("UrlRefused", "Cannot use the proxy: it is no http or https URL");
  leaveFor(proxy, grants);
  return proxy;
}

/** The failure without the host, where the address is a secret. */
export function hide(error: unknown, hidden: boolean): unknown {
  if (!hidden || !(error instanceof Failure)) return error;
  const { code, reason, retryAfterMs } = error;
  return new Failure(code, reason, "Cannot reach the address that the secret holds", retryAfterMs);
}

function ownHeaders({ headers = {} }: HttpRequest): Headers {
  const entries = Object.entries(headers);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > HEADER_BYTES) {
    throw terminal("TooLarge", `Cannot send the headers: they are over ${HEADER_BYTES} bytes`);
  }
  const made = new Headers({ "user-agent": "sluice" });
  setHeaders(made, entries);
  return made;
}

function setHeaders(headers: Headers, more: Applied["headers"]): void {
  for (const [name, value] of more) {
    if (KERNEL_HEADERS.has(name.toLowerCase()) || name.toLowerCase().startsWith("proxy-")) {
      throw terminal("HeaderRefused", `Cannot send the header "${name}": the kernel writes it`);
    }
    headers.set(name, asBytes(value));
  }
}

/** UTF-8, each byte as one character: what `Headers` takes, and what Go's clients send. */
function asBytes(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value));
}

function parse(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw terminal("UrlRefused", "Cannot fetch: the URL cannot be read");
  targetOf(url);
  return url;
}

/** The secret address itself, or a reference below it (RFC 3986) that stays on its origin. */
function below(address: URL, reference: string): URL {
  targetOf(address);
  const url = URL.parse(reference, address);
  if (!url || url.origin !== address.origin) {
    throw terminal("UrlRefused", "Cannot fetch: the URL leaves the address that the secret holds");
  }
  return url;
}
