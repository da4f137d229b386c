import type { ApiServer } from "./server.ts";
import { selfSigned } from "./tls/certificate.ts";

export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Plain HTTP in place of TLS. */
  readonly http?: boolean;
}

/** A server that listens on loopback. */
export interface Listening {
  /** `https://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** PEM of the authority that clients trust; absent with plain HTTP. */
  readonly authority?: string;
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

/** Serves an API server on loopback; resolves when it accepts connections. */
export async function listen(server: ApiServer, options: ListenOptions = {}): Promise<Listening> {
  const tls = options.http
    ? undefined
    : await selfSigned(["localhost", "kubernetes"], [loopback], new Date());
  const { promise, resolve } = Promise.withResolvers<number>();
  const http = Deno.serve({
    hostname: loopback,
    port: options.port ?? 0,
    onListen: ({ port }) => resolve(port),
    ...(tls === undefined ? {} : { cert: tls.cert, key: tls.key }),
  }, (request) => server.fetch(request));
  const url = `${tls === undefined ? "http" : "https"}://${loopback}:${await promise}`;
  return {
    url,
    ...(tls === undefined ? {} : { authority: tls.cert }),
    async close() {
      server.close();
      await http.shutdown();
    },
  };
}

/** A kubeconfig for one user of a listening server. */
export function kubeconfigOf({ url, authority }: Listening, token: string): string {
  const cluster = authority === undefined
    ? { server: url }
    : { server: url, "certificate-authority-data": btoa(authority) };
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "sluice", cluster }],
      users: [{ name: "admin", user: { token } }],
      contexts: [{ name: "sluice", context: { cluster: "sluice", user: "admin" } }],
      "current-context": "sluice",
    },
    undefined,
    2,
  );
}
