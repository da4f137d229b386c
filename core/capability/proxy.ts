import { Failure, transient } from "../contract/errors.ts";
import { connectTunnel, connectUpstream, type Route, upstreamHeaders } from "./connect.ts";
import { type Head, headerOf, readHead, writeAll, writeHead } from "./http_head.ts";
import { canonicalHost, splitPort, type Target } from "./vetting.ts";

/** Leave to connect once to one judged target through the proxy; it ends with `release`, and its connection with it. */
export interface Pass {
  /** 128 random bits: the user name at the proxy. Good for one connection: Deno's fetch shows it to the far end too. */
  readonly token: string;
  readonly route: Route;
  /** Why the proxy could not connect, for the one who asked: HTTP does not carry it. */
  failure?: Failure;
  release(): void;
}

export interface EgressProxy extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  issue(route: Route): Pass;
}

interface Held extends Pass {
  readonly abort: AbortController;
}

const HEAD_LIMIT = 64 * 1024;
const HEAD_MS = 10_000;
const PIECE = 64 * 1024;

/**
 * Starts the kernel's own proxy on loopback: CONNECT, and absolute form for plain HTTP. It knows passes, not names: a
 * request under a token goes to that token's judged addresses, or nowhere (407 without a token, 403 for another target).
 */
export function startEgressProxy(onRefused: (reason: string) => void): EgressProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const passes = new Map<string, Held>(), live = new Set<Held>();
  const serving = accept(listener, passes, onRefused);
  const { port } = listener.addr;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    issue(route) {
      const token = crypto.getRandomValues(new Uint8Array(16)).toHex();
      const abort = new AbortController();
      const release = () => {
        passes.delete(token);
        live.delete(pass);
        abort.abort(new Error("The pass is over"));
      };
      const pass: Held = { token, route, abort, release };
      passes.set(token, pass);
      live.add(pass);
      return pass;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const pass of [...live]) pass.release();
      await serving;
    },
  };
}

async function accept(
  listener: Deno.TcpListener,
  passes: Map<string, Held>,
  onRefused: (reason: string) => void,
): Promise<void> {
  for await (const conn of listener) {
    serve(conn, passes, onRefused).catch(() => {}).finally(() => close(conn));
  }
}

async function serve(
  conn: Deno.Conn,
  passes: Map<string, Held>,
  onRefused: (reason: string) => void,
): Promise<void> {
  const timer = setTimeout(() => close(conn), HEAD_MS);
  const head = await readHead(conn, HEAD_LIMIT).finally(() => clearTimeout(timer));
  if (!head) return await answer(conn, "400 Bad Request");
  const pass = passes.get(tokenOf(head) ?? "");
  if (!pass) {
    onRefused("ProxyTokenRefused");
    const wanted = [["Proxy-Authenticate", "Basic"]] as const;
    return await answer(conn, "407 Proxy Authentication Required", wanted);
  }
  if (!isSame(targetOf(head), pass.route.target)) {
    onRefused("ProxyTargetRefused");
    return await answer(conn, "403 Forbidden");
  }
  passes.delete(pass.token);
  await forward(conn, head, pass);
}

async function forward(conn: Deno.Conn, head: Head, pass: Held): Promise<void> {
  const { signal } = pass.abort;
  let peer: Deno.Conn | undefined;
  const end = () => {
    close(conn);
    if (peer) close(peer);
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    peer = head.start[0] === "CONNECT"
      ? await tunnel(conn, pass.route, signal)
      : await request(head, pass.route, signal);
    await writeAll(peer, head.rest);
    await Promise.all([pump(conn, peer), pump(peer, conn)]);
  } catch (error) {
    if (peer || signal.aborted) return;
    pass.failure = error instanceof Failure
      ? error
      : transient("ConnectionFailed", "Cannot connect: the peer broke off");
    await answer(conn, "502 Bad Gateway");
  } finally {
    signal.removeEventListener("abort", end);
    if (peer) close(peer);
  }
}

async function tunnel(conn: Deno.Conn, route: Route, signal: AbortSignal): Promise<Deno.Conn> {
  const peer = await connectTunnel(route, signal);
  await writeAll(conn, writeHead("HTTP/1.1 200 Connection Established", []));
  return peer;
}

/** Sends the head of a plain request on: in origin form, or as it is to an upstream proxy; one request a connection. */
async function request(head: Head, route: Route, signal: AbortSignal): Promise<Deno.Conn> {
  const { upstream } = route;
  const peer = await (upstream ? connectUpstream(upstream, signal) : connectTunnel(route, signal));
  const [method, target] = head.start;
  const url = new URL(target!);
  const path = upstream ? url.href : `${url.pathname}${url.search}`;
  const kept = head.headers.filter(([name]) => !/^(proxy-.*|connection|keep-alive)$/i.test(name));
  await writeAll(
    peer,
    writeHead(`${method} ${path} HTTP/1.1`, [
      ...kept,
      ["Connection", "close"],
      ...(upstream ? upstreamHeaders(upstream) : []),
    ]),
  );
  return peer;
}

async function pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const piece = new Uint8Array(PIECE);
  try {
    for (let count = await from.read(piece); count !== null; count = await from.read(piece)) {
      await writeAll(to, piece.subarray(0, count));
    }
    await to.closeWrite();
  } catch {
    close(from);
    close(to);
  }
}

async function answer(
  conn: Deno.Conn,
  status: string,
  headers: Head["headers"] = [],
): Promise<void> {
  const plain = [["Content-Length", "0"], ["Connection", "close"]] as const;
  await writeAll(conn, writeHead(`HTTP/1.1 ${status}`, [...headers, ...plain]));
}

function tokenOf(head: Head): string | undefined {
  const found = /^Basic ([A-Za-z0-9+/=]+)$/.exec(headerOf(head, "proxy-authorization") ?? "");
  return found ? atob(found[1]!).split(":")[0] : undefined;
}

function targetOf({ start }: Head): Target | undefined {
  const [method, text] = start;
  if (method === "CONNECT") {
    const { host, port } = splitPort(text!);
    const name = canonicalHost(host);
    return name === undefined || port === undefined ? undefined : { host: name, port };
  }
  const url = URL.parse(text!);
  const host = url?.protocol === "http:" ? canonicalHost(url.hostname) : undefined;
  return host === undefined ? undefined : { host, port: Number(url!.port || 80) };
}

function isSame(a: Target | undefined, b: Target): boolean {
  return a !== undefined && a.host === b.host && a.port === b.port;
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch { /* closed before */ }
}
