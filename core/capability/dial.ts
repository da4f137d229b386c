import type { Buffer } from "node:buffer";
import { connect as connectSocket, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Dial } from "schemas/plugin/calls.ts";
import type { Connection } from "../contract/capabilities.ts";
import { type Failure, terminal, transient } from "../contract/errors.ts";
import type { CallContext } from "./call.ts";
import { leaveFor } from "./hosts.ts";
import { writeHead } from "./http_head.ts";
import type { Pass } from "./proxy.ts";
import { until } from "./resolve.ts";
import { applyUses, type TlsMaterial } from "./secret_uses.ts";
import { authorityOf, canonicalHost, type Target } from "./vetting.ts";

/**
 * Connects to a granted host through the kernel's own proxy, judged like any request; TLS, where asked for, is the kernel's,
 * with the name checked. The connection ends with the signal.
 */
export async function dial(
  to: Dial,
  { kernel: { egress }, vault, grants, connect }: CallContext,
  signal: AbortSignal,
): Promise<Connection> {
  const host = canonicalHost(to.host);
  if (host === undefined) throw terminal("HostNotGranted", "Cannot connect: this is no host");
  const target = { host, port: to.port };
  const leave = leaveFor(target, grants);
  const { tls, proxy, headers, address } = await applyUses(to.auth ?? [], vault);
  if (headers.length > 0 || address) {
    throw terminal("UseRefused", `Cannot connect to "${host}": only tls and proxy fit here`);
  }
  if (!leave.own && tls.cert !== undefined) {
    throw terminal("CredentialsRefused", `Cannot show a certificate to "${host}": it is not named`);
  }
  const pass = await connect(target, signal, proxy);
  const through = { proxyPort: egress.proxyPort, pass, signal, ...to.tls ? { tls } : {} };
  const { socket, end } = await openSocket(target, through);
  const web = Duplex.toWeb(socket) as unknown as Pick<Connection, "readable" | "writable">;
  return { ...web, close: end };
}

interface Through {
  readonly proxyPort: number;
  readonly pass: Pass;
  readonly signal: AbortSignal;
  /** Absent for a connection in the clear. */
  readonly tls?: TlsMaterial;
}

/** A connection under a pass; `end`, or the signal, ends both. */
export async function openSocket(
  target: Target,
  { proxyPort, pass, signal, tls }: Through,
): Promise<{ readonly socket: Socket; readonly end: () => void }> {
  const socket = connectSocket({ port: proxyPort, host: "127.0.0.1", allowHalfOpen: true });
  const end = () => {
    signal.removeEventListener("abort", end);
    pass.release();
    socket.destroy();
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    await until(signal, askProxy(socket, target, pass));
    return { socket: tls ? await until(signal, secure(socket, target, tls)) : socket, end };
  } catch (error) {
    end();
    throw error;
  }
}

async function askProxy(socket: Socket, target: Target, pass: Pass): Promise<void> {
  const user = btoa(`${pass.token}:`);
  socket.write(writeHead(`CONNECT ${authorityOf(target)} HTTP/1.1`, [
    ["Proxy-Authorization", `Basic ${user}`],
  ]));
  const answer = await once(socket, "data").catch(() => undefined) as Buffer | undefined;
  socket.pause();
  if (!answer?.toString("latin1").startsWith("HTTP/1.1 200 ")) {
    throw pass.failure ?? failed("ConnectionFailed", "connect to", target);
  }
  const early = answer.subarray(answer.indexOf("\r\n\r\n") + 4); // a peer that speaks first
  if (early.length > 0) socket.unshift(early);
}

/** Node's TLS, which knows client certificates where Deno's knows none on a connection that is already there. */
async function secure(
  socket: Socket,
  target: Target,
  { cert, key, caCerts }: TlsMaterial,
): Promise<Socket> {
  const named = /^[\d.]+$|:/.test(target.host) ? {} : { servername: target.host };
  const tls = connectTls({
    socket,
    host: target.host,
    ...named,
    ...caCerts && { ca: [...caCerts] },
    ...cert && key && { cert, key },
  });
  await once(tls, "secureConnect").catch(() => {
    throw failed("TlsFailed", "trust", target);
  });
  return tls;
}

/** What the event brings; rejects where the socket ends before. */
function once(socket: Socket, event: "data" | "secureConnect"): Promise<unknown> {
  return new Promise((resolve, reject) =>
    socket.once(event, resolve).once("error", reject).once("close", reject)
  );
}

function failed(reason: string, verb: string, { host, port }: Target): Failure {
  return transient(reason, `Cannot ${verb} "${host}" port ${port}`);
}
