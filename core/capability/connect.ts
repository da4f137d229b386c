import { Failure, transient } from "../contract/errors.ts";
import { closedBy, readHead, writeAll, writeHead } from "./http_head.ts";
import { CONNECT_WORDS } from "./tables/network_words.ts";
import { authorityOf, type Target } from "./vetting.ts";

/** A target with the addresses that were judged for it: nothing else is ever connected to. */
export interface Vetted extends Target {
  readonly addresses: readonly string[];
}

/** The proxy that an object asks for: HTTP, or HTTP over TLS. */
export interface Upstream extends Vetted {
  readonly tls: boolean;
  /** Of `Proxy-Authorization`. */
  readonly authorization?: string;
}

export interface Route {
  readonly target: Vetted;
  readonly upstream?: Upstream;
}

const CONNECT_MS = 15_000;
const HEAD_LIMIT = 16 * 1024;

/**
 * Connects to the target, through the upstream proxy if there is one. Throws `ConnectionFailed` or `ProxyFailed`,
 * transient.
 */
export async function connectTunnel(route: Route, signal: AbortSignal): Promise<Deno.Conn> {
  const { target, upstream } = route;
  if (!upstream) return await connectVetted(target, signal);
  const conn = await connectUpstream(upstream, signal);
  using _ = closedBy(signal, conn);
  try {
    const authority = authorityOf(target);
    const headers = [["Host", authority], ...upstreamHeaders(upstream)] as const;
    await writeAll(conn, writeHead(`CONNECT ${authority} HTTP/1.1`, headers));
    const status = (await readHead(conn, HEAD_LIMIT))?.start[1];
    if (!/^2\d\d$/.test(status ?? "")) {
      const answer = /^\d{3}$/.test(status ?? "") ? `status is ${status}` : "it is no HTTP proxy";
      throw transient("ProxyFailed", `Cannot connect through the proxy: ${answer}`);
    }
    return conn;
  } catch (error) {
    signal.throwIfAborted();
    conn.close();
    throw error instanceof Failure ? error : proxyFailed();
  }
}

/** Connects to the proxy itself, over TLS if it says so. */
export async function connectUpstream(upstream: Upstream, signal: AbortSignal): Promise<Deno.Conn> {
  const conn = await connectVetted(upstream, signal).catch(() => {
    signal.throwIfAborted();
    throw transient("ProxyFailed", "Cannot connect through the proxy: nothing answers there");
  });
  if (!upstream.tls) return conn;
  using _ = closedBy(signal, conn);
  try {
    const secure = await Deno.startTls(conn, { hostname: upstream.host });
    await secure.handshake();
    return secure;
  } catch {
    signal.throwIfAborted();
    throw proxyFailed();
  }
}

/** What a request must carry to be let through the proxy. */
export function upstreamHeaders({ authorization }: Upstream): (readonly [string, string])[] {
  return authorization === undefined ? [] : [["Proxy-Authorization", authorization]];
}

/** Tries the judged addresses in their order, and no name. */
async function connectVetted(target: Vetted, signal: AbortSignal): Promise<Deno.TcpConn> {
  let why: string | undefined;
  for (const hostname of target.addresses) {
    const timeout = AbortSignal.timeout(CONNECT_MS);
    try {
      return await Deno.connect({
        hostname,
        port: target.port,
        signal: AbortSignal.any([signal, timeout]),
      });
    } catch (error) {
      signal.throwIfAborted();
      why ??= `dial tcp ${authorityOf({ ...target, host: hostname })}: ${wordsOf(error)}`;
    }
  }
  throw transient(
    "ConnectionFailed",
    `Cannot connect to "${target.host}" port ${target.port}: ${why ?? "it has no address"}`,
  );
}

function wordsOf(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return CONNECT_WORDS.get(name) ?? "connect: nothing answers there";
}

function proxyFailed(): Failure {
  return transient("ProxyFailed", "Cannot connect through the proxy: it broke off");
}
