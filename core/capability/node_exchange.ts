import { Agent, type IncomingMessage, request as sendRequest } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { Pass } from "./proxy.ts";
import type { Step } from "./steps.ts";

export interface NodeExchange {
  readonly response: Response;
  close(): void;
}

/**
 * Sends a request over TLS of node's. Fetch takes no certificate that is an authority's for a server's, which is what most
 * self-signed ones are; node's TLS takes it where it stands among the authorities itself, and checks name, times and the
 * possession of the key all the same.
 */
export async function sendOver(
  socket: Socket,
  { url, method, headers }: Step,
  { body, pass, signal }: {
    readonly body: BodyInit | null;
    readonly pass: Pass;
    readonly signal: AbortSignal;
  },
): Promise<NodeExchange> {
  const agent = new Agent();
  agent.createConnection = () => socket;
  const close = () => {
    socket.destroy();
    agent.destroy();
    pass.release();
  };
  const bytes = body === null ? undefined : await new Response(body).bytes();
  const lines = { ...Object.fromEntries(headers), host: url.host, connection: "close" };
  const options = { agent, method, headers: lines, signal, protocol: "http:" };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sending = sendRequest(new URL(url), options, resolve).on("error", reject);
  sending.end(bytes);
  return { response: responseOf(await promise), close };
}

function responseOf(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const line of [value ?? []].flat()) headers.append(name, line);
  }
  const status = message.statusCode ?? 500;
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : byteStream(message), { status, headers });
}

/** A stream that fills what its reader brings, as a body of fetch does. */
function byteStream(message: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = (Readable.toWeb(message) as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const { value, done } = await reader.read();
      if (!done) return controller.enqueue(new Uint8Array(value));
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
