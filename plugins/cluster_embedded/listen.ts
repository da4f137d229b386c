import type { ApiServer } from "./server.ts";
import { type Certificate, makeAuthority } from "./tls/certificate.ts";
import { listenTls } from "./tls/listen_tls.ts";
import { masters } from "./auth/user.ts";

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
  /** Of `admin` in `system:masters`; absent with plain HTTP. */
  readonly client?: Certificate;
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

/** Serves an API server on loopback; resolves when it accepts connections. */
export async function listen(server: ApiServer, options: ListenOptions = {}): Promise<Listening> {
  return await (options.http ? listenPlain : listenSecure)(server, options.port ?? 0);
}

async function listenPlain(server: ApiServer, port: number): Promise<Listening> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const http = Deno.serve(
    { hostname: loopback, port, onListen: ({ port }) => resolve(port) },
    (request) => server.fetch(request),
  );
  return {
    url: `http://${loopback}:${await promise}`,
    async close() {
      server.close();
      await http.shutdown();
    },
  };
}

async function listenSecure(server: ApiServer, port: number): Promise<Listening> {
  const authority = await makeAuthority(new Date());
  const [certificate, client] = await Promise.all([
    authority.issue("server", {
      name: "kube-apiserver",
      names: ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
      addresses: [loopback, "10.96.0.1"],
    }),
    authority.issue("client", { name: "admin", organizations: [masters] }),
  ]);
  const options = { hostname: loopback, port, certificate, authority: authority.cert };
  const https = await listenTls(options, server.serve);
  return {
    url: `https://${loopback}:${https.port}`,
    authority: authority.cert,
    client,
    async close() {
      server.close();
      await https.close();
    },
  };
}

/** A kubeconfig of a listening server: with the token, and in a second context with the client's certificate. */
export function kubeconfigOf({ url, authority, client }: Listening, token: string): string {
  const cluster = authority === undefined
    ? { server: url }
    : { server: url, "certificate-authority-data": btoa(authority) };
  const users: [string, Record<string, string>][] = [["admin", { token }]];
  if (client !== undefined) {
    users.push(["admin-certificate", {
      "client-certificate-data": btoa(client.cert),
      "client-key-data": btoa(client.key),
    }]);
  }
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sluice", cluster }],
    users: users.map(([name, user]) => ({ name, user })),
    contexts: users.map(([user]) => ({
      name: user.replace("admin", "sluice"),
      context: { cluster: "sluice", user },
    })),
    "current-context": "sluice",
  };
  return JSON.stringify(config, undefined, 2);
}
