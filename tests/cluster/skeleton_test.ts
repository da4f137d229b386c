/** The walking skeleton on the real kube-apiserver, looked at with the real kubectl. */
import { assertMatch } from "@std/assert";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { createClient } from "../../core/kube/mod.ts";
import { startKernel } from "../fixtures/kernel.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { hasGit, startGitServer } from "../fixtures/git_server.ts";
import { walk } from "../fixtures/skeleton.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control_plane.ts";
import { findClients } from "./kubectl.ts";

const ignore = findAssets() === undefined || !hasGit;
const clients = ignore ? undefined : await findClients();
const manager = { fieldManager: "test", force: true };

Deno.test({
  name:
    "a commit becomes objects of a real cluster, its successor prunes them, and kubectl shows Ready",
  ignore,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using plane = await startControlPlane();
    await using git = await startGitServer();
    const state = await Deno.makeTempDir({ prefix: "sluice-skeleton-" });
    const kubeconfig = plane.kubeconfig.path;
    const client = createClient(await operatorConnection({ path: kubeconfig }));
    for (const crd of await readCrds()) await client.apply(crd as never, manager);
    const kernel = await startKernel({
      config: new URL("../../plugins/default.yaml", import.meta.url).pathname,
      state,
      local: true,
      kubeconfig,
      logLevel: "error",
    });
    const applied = async () => {
      if (!clients) return;
      const shown = await kubectl(
        clients.kubectl,
        "--kubeconfig",
        kubeconfig,
        "get",
        "kustomizations",
      );
      assertMatch(shown, /app\s+\S+\s+True\s+Applied revision: main@sha1:/);
    };
    try {
      await walk({ client, git, applied });
    } finally {
      await kernel.stop();
      client.close();
      await Deno.remove(state, { recursive: true }).catch(() => {});
    }
  },
});

async function kubectl(path: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(path, { args }).output();
  return new TextDecoder().decode(stdout);
}
