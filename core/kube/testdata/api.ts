/** A scripted API server that is called in memory, in place of a transport. */
import type { KubeObject } from "contract";
import { type Client, type ClientOptions, createClient } from "../client.ts";
import type { Transport } from "../transport.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export type Script = (asked: Asked) => Response | Promise<Response>;

/** A client of `script`; what was asked, discovery apart, stands in `asked`. */
export function scripted(
  script: Script,
  options: ClientOptions = {},
): { client: Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const transport: Transport = {
    close() {},
    async send(url, { method, headers, body, signal }) {
      signal.throwIfAborted();
      const { pathname: path, searchParams: query } = new URL(url);
      const discovered = method === "GET" ? discovery.get(path) : undefined;
      if (discovered) return json(discovered);
      const request = { method, path, query, headers, body: body && JSON.parse(body), signal };
      asked.push(request);
      return await script(request);
    },
  };
  const connection = { server: "https://api.test", token: () => "secret" };
  return { client: createClient(connection, { random: () => 0, ...options, transport }), asked };
}

const configMaps = { name: "configmaps", kind: "ConfigMap", namespaced: true, verbs: ["get"] };
const discovery = new Map<string, unknown>([
  ["/api/v1", {
    resources: [
      configMaps,
      { name: "namespaces", kind: "Namespace", namespaced: false, verbs: ["get"] },
      { name: "namespaces/status", kind: "Namespace", namespaced: false, verbs: ["get"] },
    ],
  }],
  ["/apis/coordination.k8s.io/v1", {
    resources: [{ name: "leases", kind: "Lease", namespaced: true, verbs: ["get"] }],
  }],
]);

export function json(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  return Response.json(body, { status, headers });
}

/** A `Status` as the API server answers failures. */
export function failure(
  code: number,
  reason: string,
  { headers, ...more }: { headers?: HeadersInit; [key: string]: unknown } = {},
): Response {
  const body = { kind: "Status", code, reason, message: `it is ${reason}`, ...more };
  return json(body, code, headers ?? {});
}

export function configMap(name: string, more: Record<string, unknown> = {}): KubeObject {
  const { metadata, ...rest } = more;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "apps", ...(metadata as object) },
    ...rest,
  };
}

export const configMapRef = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  name,
  namespace: "apps",
});
