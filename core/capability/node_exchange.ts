import { Agent } from "node:http";
import type { Socket } from "node:net";
import { sendOver as send } from "../kube/node_http.ts";
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
  const bytes = body === null ? null : await new Response(body).bytes();
  const lines = { ...Object.fromEntries(headers), host: url.host, connection: "close" };
  const response = await send(agent, new URL(url), { method, headers: lines, body: bytes, signal });
  return { response, close };
}
