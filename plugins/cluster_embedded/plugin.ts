/** The embedded API server as a plugin: one process, one loopback port, one admin token that nobody else learns. */
import { type Cluster, type Cx, plugin } from "contract";
import { kubeconfigOf, listen } from "./listen.ts";
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
      const listening = await listen(createApiServer({ users, controllers }), { port });
      await cx.serving(kubeconfigOf(listening, token));
      await new Promise<void>((resolve) =>
        cx.signal.addEventListener("abort", () => resolve(), { once: true })
      );
      await listening.close();
      return {};
    },
  };
}

export default plugin("cluster", (config: Config) => clusterOf(config));
