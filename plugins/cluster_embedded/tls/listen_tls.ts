import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { User } from "../auth/user.ts";
import { maxBody } from "../http/limits.ts";
import type { Incoming, Reply } from "../http/context.ts";
import type { Certificate } from "./certificate.ts";
import { userOfCertificate } from "./peer.ts";

/** Answers one request; `peer` is who the client's certificate says it is. */
export type Serve = (request: Incoming, peer?: User) => Promise<Reply>;

export interface TlsOptions {
  readonly hostname: string;
  readonly port: number;
  readonly certificate: Certificate;
  /** PEM: who signs clients' certificates. */
  readonly authority: string;
}

export interface TlsListening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves over TLS and asks clients for a certificate, which `Deno.serve` cannot. */
export async function listenTls(options: TlsOptions, serve: Serve): Promise<TlsListening> {
  const { certificate, authority, hostname } = options;
  const server = createServer({
    ...certificate,
    ca: authority,
    requestCert: true,
    rejectUnauthorized: false, // one who has none may still have a token
    keepAliveTimeout: 90_000,
  }, (incoming, outgoing) => {
    const peer = peerOf(incoming.socket as TLSSocket, authority);
    void answer(incoming, outgoing, (request) => serve(request, peer));
  });
  server.on("tlsClientError", () => {}); // a client that does not trust us
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, hostname, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const peers = new WeakMap<TLSSocket, User | undefined>();

/** The user of a connection, asked once. */
function peerOf(socket: TLSSocket, authority: string): User | undefined {
  if (peers.has(socket)) return peers.get(socket);
  const raw: Uint8Array | undefined = socket.getPeerCertificate()?.raw;
  const peer = raw === undefined ? undefined : userOfCertificate(raw, authority, new Date());
  peers.set(socket, peer);
  return peer;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  serve: (request: Incoming) => Promise<Reply>,
): Promise<void> {
  try {
    const { status, headers, body } = await serve(incomingOf(incoming));
    outgoing.writeHead(status, headers);
    if (body instanceof ReadableStream) await send(body, outgoing);
    else outgoing.end(body ?? undefined);
  } catch {
    outgoing.destroy(); // too late to say anything
  }
}

/** Sends a stream until either side ends. */
async function send(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  outgoing.on("close", () => void reader.cancel().catch(() => {}));
  outgoing.flushHeaders();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      outgoing.off("drain", go).off("close", go);
      resolve();
    };
    outgoing.on("drain", go).on("close", go);
  });
}

function incomingOf(incoming: IncomingMessage): Incoming {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) headers.append(name, one);
    }
  }
  const bytes = () => bodyOf(incoming);
  const groups = incoming.headersDistinct["impersonate-group"];
  return {
    method: incoming.method ?? "GET",
    url: `https://${incoming.headers.host ?? "localhost"}${incoming.url}`,
    headers,
    bytes,
    ...(groups === undefined ? {} : { groups }),
    text: async () => new TextDecoder().decode(await bytes()),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= maxBody) chunks.push(chunk);
  }
  // What is above the limit is told by its size alone.
  return size <= maxBody ? Buffer.concat(chunks) : new Uint8Array(size);
}
