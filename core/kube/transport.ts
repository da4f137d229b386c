import { createNodeTransport } from "./node_transport.ts";

/** How to reach one API server, and as whom: data only, whatever it was read from. */
export interface Connection {
  /** `https://host:port` and perhaps a path, without a slash at the end. */
  readonly server: string;
  /** PEM bundles; absent: the authorities that the machine trusts. */
  readonly caCerts?: readonly string[];
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** The bearer token to use now; asked for each request. */
  readonly token?: () => string | Promise<string>;
  readonly basic?: { readonly username: string; readonly password: string };
  /** The name to expect in the server's certificate in place of the host's. */
  readonly serverName?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
  readonly proxyUrl?: string;
  /** Where the context, or the pod, stands. */
  readonly namespace?: string;
}

/** Requests share a pool of HTTP/1.1 connections; watches share one of HTTP/2, where it is offered. */
export type Purpose = "request" | "watch";

export interface TransportRequest {
  readonly method: string;
  /** Pairs, as `Headers` would join two of one name into one line, and groups stand on lines of their own. */
  readonly headers: [name: string, value: string][];
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** Carries bytes to one API server; knows no verbs. Redirects are not followed. */
export interface Transport {
  send(url: string, request: TransportRequest, purpose: Purpose): Promise<Response>;
  close(): void;
}

/** A transport on `fetch`; where a check of TLS must differ from `fetch`'s own, one on `node:https`. */
export function createTransport(connection: Connection): Transport {
  const special = connection.insecure === true || connection.serverName !== undefined;
  if (special && connection.server.startsWith("https:")) return createNodeTransport(connection);
  const options = {
    ...(connection.caCerts && { caCerts: [...connection.caCerts] }),
    ...connection.clientCertificate,
    ...(connection.proxyUrl !== undefined && { proxy: { url: connection.proxyUrl } }),
  };
  const clients = {
    request: Deno.createHttpClient({ ...options, http2: false }),
    watch: Deno.createHttpClient({ ...options, http2: true }),
  };
  return {
    send: (url, request, purpose) =>
      fetch(url, { ...request, redirect: "manual", client: clients[purpose] }),
    close() {
      clients.request.close();
      clients.watch.close();
    },
  };
}
