import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { Readable } from "node:stream";

interface NodeRequest {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Uint8Array | null;
  readonly signal: AbortSignal;
}

/** Sends a request over the agent's own connections, whatever TLS they have, and answers as fetch does. */
export async function sendOver(
  agent: Agent,
  url: URL,
  { body, ...options }: NodeRequest,
): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sending = request(url, { ...options, agent, protocol: "http:" }, resolve);
  sending.on("error", reject).end(body ?? undefined);
  const message = await promise;
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
