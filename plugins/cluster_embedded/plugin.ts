/** The embedded API server as a plugin: one process, one loopback port, one admin token that nobody else learns. */
import { type Cluster, type Cx, plugin } from "contract";
import { type ApiServerOptions, createApiServer } from "./server.ts";

interface Config {
  readonly port?: number;
  readonly controllers?: NonNullable<ApiServerOptions["controllers"]>;
}

function clusterOf({ port = 0, controllers = "all" }: Config): Cluster {
  return {
    async serve(_request, cx: Cx) {
      const token = crypto.getRandomValues(new Uint8Array(24)).toHex();
      const users = new Map([[token, { name: "admin", groups: ["system:masters"] }]]);
      const api = createApiServer({ users, controllers });
      const server = Deno.serve(
        { hostname: "127.0.0.1", port, onListen: () => {} },
        (request) => api.fetch(request),
      );
      await cx.serving(kubeconfig(`http://127.0.0.1:${server.addr.port}`, token));
      await new Promise<void>((resolve) =>
        cx.signal.addEventListener("abort", () => resolve(), { once: true })
      );
      api.close();
      await server.shutdown();
      return {};
    },
  };
}

/** As JSON, which is YAML too. */
function kubeconfig(server: string, token: string): string {
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "sluice",
      clusters: [{ name: "sluice", cluster: { server } }],
      users: [{ name: "admin", user: { token } }],
      contexts: [{ name: "sluice", context: { cluster: "sluice", user: "admin" } }],
    },
    null,
    2,
  );
}

export default plugin("cluster", (config: Config) => clusterOf(config));
