/** What `sluice install` applies, judged by the real API server. */
import { assertEquals, assertMatch } from "@std/assert";
import { createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control_plane.ts";

const main = new URL("../../core/main.ts", import.meta.url).pathname;

Deno.test({
  name:
    "sluice install puts the kinds and the program into a real cluster, and a second time changes nothing",
  ignore: findAssets() === undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using plane = await startControlPlane();
    const kubeconfig = plane.kubeconfig.path;
    const install = async () => {
      const args = ["run", "--no-check", "-A", main, "install", "--kubeconfig", kubeconfig];
      const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
      const said = new TextDecoder().decode(stderr);
      for (const line of said.trim().split("\n")) assertMatch(line, /^\S+ is applied$/);
      assertEquals(success, true);
    };
    await install();
    const client = createClient(await operatorConnection({ path: kubeconfig }));
    const ref = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "flux-system",
      name: "sluice",
    };
    const before = await client.get(ref);
    await install();
    assertEquals((await client.get(ref)).metadata["generation"], before.metadata["generation"]);
    client.close();
  },
});
