import { Agent } from "node:http";
import { connect } from "node:tls";
import { isIP } from "node:net";
import { sendOver } from "./node_http.ts";
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
    send: (url, { headers, ...request }) =>
      sendOver(agent, new URL(url), { ...request, headers: linesOf(headers) }),
    close: () => agent.destroy(),
  };
}

/** Headers as node takes them: those of one name together. */
function linesOf(headers: TransportRequest["headers"]): Record<string, string | string[]> {
  const byName = Map.groupBy(headers, ([name]) => name);
  const lines = [...byName].map(([name, all]) => {
    const values = all.map(([, value]) => value);
    return [name, values.length === 1 ? values[0]! : values] as const;
  });
  return Object.fromEntries(lines);
}
