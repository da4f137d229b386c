/** The walking skeleton on the embedded cluster: all of it in plugin processes, from the shipped config. */
import { assert, assertEquals } from "@std/assert";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import type { RunningKernel } from "../../core/kernel/mod.ts";
import { createClient } from "../../core/kube/mod.ts";
import { hasGit, startGitServer } from "../fixtures/git_server.ts";
import { startKernel } from "../fixtures/kernel.ts";
import { walk } from "../fixtures/skeleton.ts";

const shipped = new URL("../../plugins/default.yaml", import.meta.url).pathname;
const unchecked = { sanitizeResources: false, sanitizeOps: false };

async function startLocal(
  config = shipped,
): Promise<{ kernel: RunningKernel; state: string } & AsyncDisposable> {
  const state = await Deno.makeTempDir({ prefix: "sluice-local-" });
  const kernel = await startKernel({ config, state, local: true, logLevel: "error" });
  return {
    kernel,
    state,
    async [Symbol.asyncDispose]() {
      await kernel.stop();
      await Deno.remove(state, { recursive: true }).catch(() => {});
    },
  };
}

function get(
  { kernel }: { kernel: RunningKernel },
  server: string,
  path: string,
): Promise<Response> {
  const { hostname, port } = kernel.servers.addresses[server]!;
  return fetch(`http://${hostname}:${port}${path}`);
}

Deno.test({
  name:
    "a commit becomes objects of the embedded cluster, its successor prunes them, and deletion removes the rest",
  ignore: !hasGit,
  ...unchecked,
  async fn() {
    await using local = await startLocal();
    await using git = await startGitServer();
    const client = createClient(await operatorConnection({ path: local.kernel.kubeconfig! }));
    try {
      await walk({ client, git });
    } finally {
      client.close();
    }
    const metrics = await (await get(local, "metrics", "/metrics")).text();
    for (
      const name of [
        "gotk_reconcile_duration_seconds",
        "workqueue_adds_total",
        "sluice_plugin_calls_total",
      ]
    ) {
      assert(metrics.includes(name), `no ${name} in the metrics`);
    }
  },
});

Deno.test({
  name: "a config with a mistake changes nothing but /readyz, and says where the mistake is",
  ...unchecked,
  async fn() {
    const folder = await Deno.makeTempDir();
    const config = `${folder}/config.yaml`;
    const plugins = new URL("../../plugins/", import.meta.url).pathname;
    const text = (await Deno.readTextFile(shipped)).replaceAll(/use: (\w+)/g, `use: ${plugins}$1`);
    await Deno.writeTextFile(config, text);
    await using local = await startLocal(config);
    const ready = async () => {
      const response = await get(local, "health", "/readyz");
      return [response.status, await response.text()] as const;
    };
    await settles(async () => (await ready())[0] === 200);
    await Deno.writeTextFile(config, text.replace("apply: ssa", "apply: sssa"));
    local.kernel.reload();
    await settles(async () => (await ready())[0] === 503);
    const [, said] = await ready();
    assert(said.includes("sssa") && said.includes("config.yaml:"), said);
    await Deno.writeTextFile(config, text);
    local.kernel.reload();
    await settles(async () => (await ready())[0] === 200);
    assertEquals((await get(local, "health", "/healthz")).status, 200);
  },
});

async function settles(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It never came about");
}
