import { connect as connectSocket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { terminal, transient } from "../contract/errors.ts";
import type { Connection } from "../contract/capabilities.ts";
import { connectTunnel } from "./connect.ts";
import type { CallContext } from "./call.ts";
import { leaveFor } from "./hosts.ts";
import { close, writeAll, writeHead } from "./http_head.ts";
import type { Pass } from "./proxy.ts";
import { until } from "./resolve.ts";
import { applyUses, type TlsMaterial } from "./secret_uses.ts";
import { authorityOf, canonicalHost, type Target } from "./vetting.ts";
import type { Dial } from "./wire.ts";

const PIECE = 64 * 1024;

/**
 * Connects to a granted host, judged like any request; TLS, where asked for, is the kernel's, with the name checked. The
 * connection ends with the signal.
 */
export async function dial(
  to: Dial,
  { kernel: { egress }, vault, grants }: CallContext,
  signal: AbortSignal,
): Promise<Connection> {
  const host = canonicalHost(to.host);
  if (host === undefined) throw terminal("HostNotGranted", "Cannot connect: this is no host");
  const target = { host, port: to.port };
  const leave = leaveFor(target, grants);
  const applied = await applyUses(to.auth ?? [], vault, async function* () {});
  const { tls, proxy, headers, address } = applied;
  if (headers.length > 0 || address) {
    throw terminal(
      "UseRefused",
      `Cannot connect to "${host}": only tls and proxy fit a connection`,
    );
  }
  if (!leave.own && tls.cert !== undefined) {
    throw terminal("CredentialsRefused", `Cannot show a certificate to "${host}": it is not named`);
  }
  const pass = await egress.open(target, signal, proxy);
  try {
    return to.tls
      ? await secure(target, pass, egress.proxyPort, tls, signal)
      : await open(pass, signal);
  } catch (error) {
    pass.release();
    throw error;
  }
}

async function open(pass: Pass, signal: AbortSignal): Promise<Connection> {
  const conn = await connectTunnel(pass.route, signal);
  return closing(streamsOf(conn), pass, signal, conn);
}

/** The connection's own streams end it as a whole where one of them ends; these end one direction. */
function streamsOf(conn: Deno.Conn): Pick<Connection, "readable" | "writable"> {
  return {
    readable: new ReadableStream({
      async pull(controller) {
        const piece = new Uint8Array(PIECE);
        const count = await conn.read(piece);
        if (count === null) controller.close();
        else controller.enqueue(piece.subarray(0, count));
      },
    }, { highWaterMark: 0 }),
    writable: new WritableStream({
      write: (bytes) => writeAll(conn, bytes),
      close: () => conn.closeWrite(),
    }),
  };
}

/** Through the kernel's own proxy: node's TLS takes a socket of its own kind only, and knows client certificates. */
async function secure(
  target: Target,
  pass: Pass,
  proxyPort: number,
  { cert, key, caCerts }: TlsMaterial,
  signal: AbortSignal,
): Promise<Connection> {
  const socket = connectSocket(proxyPort, "127.0.0.1");
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await until(signal, askProxy(socket, target, pass));
    const named = /^[\d.]+$|:/.test(target.host) ? {} : { servername: target.host };
    const options = {
      socket,
      host: target.host,
      ...named,
      ...(caCerts ? { ca: [...caCerts] } : {}),
    };
    const tls = connectTls({ ...options, ...(cert && key ? { cert, key } : {}) });
    await until(signal, once(tls, "secureConnect", target));
    const web = Duplex.toWeb(tls) as unknown as Pick<Connection, "readable" | "writable">;
    return closing(web, pass, signal, { close: () => tls.destroy() });
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function askProxy(
  socket: ReturnType<typeof connectSocket>,
  target: Target,
  pass: Pass,
): Promise<void> {
  const user = btoa(`${pass.token}:`);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.once("data", (bytes) => resolve(String(bytes))).once("error", reject)
    .once("close", () => reject(new Error("The proxy closed")));
  const headers = [["Proxy-Authorization", `Basic ${user}`]] as const;
  socket.write(writeHead(`CONNECT ${authorityOf(target)} HTTP/1.1`, headers));
  const answer = await promise.catch(() => "");
  if (!answer.startsWith("HTTP/1.1 200 ")) throw pass.failure ?? broken(target);
}

async function once(tls: TLSSocket, event: "secureConnect", target: Target): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = () =>
    reject(transient("TlsFailed", `Cannot trust "${target.host}" port ${target.port}`));
  tls.once(event, resolve).once("error", refuse).once("close", refuse);
  await promise;
}

/** The connection with an end of its own: `close`, the signal, or nothing left to read and write. */
function closing(
  streams: Pick<Connection, "readable" | "writable">,
  pass: Pass,
  signal: AbortSignal,
  held: Pick<Deno.Conn, "close">,
): Connection {
  const end = () => {
    signal.removeEventListener("abort", end);
    pass.release();
    close(held);
  };
  signal.addEventListener("abort", end, { once: true });
  return { ...streams, close: end };
}

function broken({ host, port }: Target): Error {
  return transient("ConnectionFailed", `Cannot connect to "${host}" port ${port}: it broke off`);
}
