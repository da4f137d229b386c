import { Failure, transient } from "../contract/errors.ts";
import { connectTunnel, connectUpstream, type Route, upstreamHeaders } from "./connect.ts";
import {
  close,
  closedBy,
  type Head,
  headerOf,
  readHead,
  writeAll,
  writeHead,
} from "./http_head.ts";
import { canonicalHost, splitPort, type Target } from "./vetting.ts";

/** Leave to connect once to one judged target through the proxy. */
export interface Pass {
  /** 128 random bits: the user name at the proxy. Good for one connection: Deno's fetch shows it to the far end too. */
  readonly token: string;
  readonly route: Route;
  /** Aborted by `release`, and the connection with it. */
  readonly over: AbortSignal;
  /** Why the proxy could not connect, for the one who asked: HTTP does not carry it. */
  failure?: Failure;
  release(): void;
}

interface Held extends Pass {
  spent?: boolean;
}

type Passes = Map<string, Held>;

const HEAD_LIMIT = 64 * 1024;
const HEAD_MS = 10_000;
const PIECE = 64 * 1024;

/**
 * Starts the kernel's own proxy on loopback: CONNECT, and absolute form for plain HTTP. It knows passes, not names: a
 * request under a token goes to that token's judged addresses, or nowhere (407 without a token, 403 for another target).
 */
export function startEgressProxy(onRefused: (reason: string) => void) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const passes: Passes = new Map();
  const serving = accept(listener, passes, onRefused);
  const { port } = listener.addr;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    issue(route: Route): Pass {
      const token = crypto.getRandomValues(new Uint8Array(16)).toHex();
      const abort = new AbortController();
      const release = () => {
        passes.delete(token);
        abort.abort(new Error("The pass is over"));
      };
      const pass: Held = { token, route, over: abort.signal, release };
      passes.set(token, pass);
      return pass;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const pass of [...passes.values()]) pass.release();
      await serving;
    },
  };
}

async function accept(
  listener: Deno.TcpListener,
  passes: Passes,
  onRefused: (reason: string) => void,
): Promise<void> {
  for await (const conn of listener) {
    serve(conn, passes, onRefused).catch(() => {}).finally(() => close(conn));
  }
}

async function serve(
  conn: Deno.Conn,
  passes: Passes,
  onRefused: (reason: string) => void,
): Promise<void> {
  const timer = setTimeout(() => close(conn), HEAD_MS);
  const head = await readHead(conn, HEAD_LIMIT).finally(() => clearTimeout(timer));
  if (!head) return await answer(conn, "400 Bad Request");
  const pass = passes.get(tokenOf(head) ?? "");
  if (!pass || pass.spent) {
    onRefused("ProxyTokenRefused");
    const wanted = [["Proxy-Authenticate", "Basic"]] as const;
    return await answer(conn, "407 Proxy Authentication Required", wanted);
  }
  if (!isSame(targetOf(head), pass.route.target)) {
    onRefused("ProxyTargetRefused");
    return await answer(conn, "403 Forbidden");
  }
  pass.spent = true;
  await forward(conn, head, pass);
}

async function forward(conn: Deno.Conn, head: Head, pass: Held): Promise<void> {
  using _near = closedBy(pass.over, conn);
  const peer = await connect(conn, head, pass);
  if (!peer) return;
  using _far = closedBy(pass.over, peer);
  try {
    if (isTunnel(head)) await writeAll(conn, writeHead("HTTP/1.1 200 Connection Established", []));
    else await writeAll(peer, plainHead(head, pass.route));
    await writeAll(peer, head.rest);
    await Promise.all([pump(conn, peer), pump(peer, conn)]);
  } finally {
    close(peer);
  }
}

/** `undefined` where it fails: the pass then holds why, and the client has its answer. */
async function connect(conn: Deno.Conn, head: Head, pass: Held): Promise<Deno.Conn | undefined> {
  const { route, over: signal } = pass;
  try {
    return route.upstream && !isTunnel(head)
      ? await connectUpstream(route.upstream, signal)
      : await connectTunnel(route, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    pass.failure = error instanceof Failure
      ? error
      : transient("ConnectionFailed", "Cannot connect: the peer broke off");
    await answer(conn, "502 Bad Gateway");
    return undefined;
  }
}

/** The head of a plain request as it goes on: in origin form, or as it is to an upstream proxy; one request a connection. */
function plainHead({ start: [method, target], headers }: Head, { upstream }: Route) {
  const url = new URL(target!);
  const path = upstream ? url.href : `${url.pathname}${url.search}`;
  // Deno's fetch adds an Accept that says nothing.
  const kept = headers.filter(([name, value]) =>
    !/^(proxy-.*|connection|keep-alive)$/i.test(name) &&
    !/^accept: \*\/\*$/i.test(`${name}: ${value}`)
  );
  const added = [["Connection", "close"], ...upstream ? upstreamHeaders(upstream) : []] as const;
  return writeHead(`${method} ${path} HTTP/1.1`, [...kept, ...added]);
}

function isTunnel({ start }: Head): boolean {
  return start[0] === "CONNECT";
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

function targetOf(head: Head): Target | undefined {
  const text = head.start[1]!;
  if (isTunnel(head)) {
    const { host, port } = splitPort(text);
    return port === undefined ? undefined : canonical(host, port);
  }
  const url = URL.parse(text);
  return url?.protocol === "http:" ? canonical(url.hostname, Number(url.port || 80)) : undefined;
}

function canonical(name: string, port: number): Target | undefined {
  const host = canonicalHost(name);
  return host === undefined ? undefined : { host, port };
}

function isSame(a: Target | undefined, b: Target): boolean {
  return a !== undefined && a.host === b.host && a.port === b.port;
}
