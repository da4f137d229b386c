import { Agent, type IncomingMessage, request as send } from "node:http";
import { connect } from "node:tls";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import type { Connection, Transport, TransportRequest } from "./transport.ts";

/**
 * A transport for connections that take any certificate or expect another name in it, which `fetch` offers for no
 * single client. It goes through no proxy.
 */
export function createNodeTransport(connection: Connection): Transport {
  if (connection.proxyUrl !== undefined) {
    throw new Error(
      'Cannot connect: "proxy-url" goes with neither "insecure-skip-tls-verify" nor "tls-server-name"',
    );
  }
  const { hostname, port } = new URL(connection.server);
  const { serverName = hostname } = connection;
  const agent = new Agent({ keepAlive: true });
  // The agent of node:https would load the machine's authorities first, which the kernel may not.
  agent.createConnection = () =>
    connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || 443),
      rejectUnauthorized: connection.insecure !== true,
      ...(isIP(serverName) === 0 && { servername: serverName }),
      ...(connection.caCerts && { ca: [...connection.caCerts] }),
      ...connection.clientCertificate,
    });
  return {
    send: (url, request) => exchange(agent, url, request),
    close: () => agent.destroy(),
  };
}

function exchange(
  agent: Agent,
  url: string,
  { method, headers, body, signal }: TransportRequest,
): Promise<Response> {
  const lines: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = lines[name];
    lines[name] = before === undefined ? value : [before, value].flat();
  }
  const options = { agent, method, headers: lines, signal, protocol: "http:" };
  return new Promise((resolve, reject) => {
    const request = send(new URL(url), options, (message) => resolve(responseOf(message)));
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

function responseOf(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const line of [value ?? []].flat()) headers.append(name, line);
  }
  const status = message.statusCode ?? 500;
  const empty = status === 204 || status === 304;
  const body = empty ? null : Readable.toWeb(message) as ReadableStream<Uint8Array>;
  return new Response(body, { status, headers });
}
