/** A source whose kernel comes back to an empty store: the artifact is made again, and nobody is told that it is new. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { at, type Data, type KubeObject, type ObjectRef } from "contract";
import { operatorConnection } from "../../../core/cli/operator_connection.ts";
import { createClient } from "../../../core/kube/mod.ts";
import { createApiServer, kubeconfigOf, listen } from "../../../plugins/cluster_embedded/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { hasGit, startGitServer } from "../../fixtures/git_server.ts";
import { startKernel } from "../../fixtures/kernel.ts";
import { until } from "../../fixtures/until.ts";

const config = new URL("../../../plugins/default.yaml", import.meta.url).pathname;
const manager = { fieldManager: "test", force: true };
const source: ObjectRef = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "default",
  name: "app",
};

/** A cluster that outlives its kernels. */
async function startWorld() {
  const folder = await Deno.makeTempDir({ prefix: "sluice-store-" });
  const users = new Map([["test", { name: "test", groups: ["system:masters"] }]]);
  const listening = await listen(createApiServer({ users, controllers: "all" }), { http: true });
  const kubeconfig = `${folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, kubeconfigOf(listening, "test"));
  const client = createClient(await operatorConnection({ path: kubeconfig }));
  for (const crd of await readCrds()) await client.apply(crd, manager);
  return {
    client,
    run: (name: string) => {
      const state = `${folder}/${name}`;
      return startKernel({ config, state, local: true, kubeconfig, logLevel: "error" });
    },
    /** The artifact, once it is served where the status says. */
    served: () =>
      until(async () => {
        const artifact = at(await client.find(source) ?? {}, "/status/artifact") as
          | Data
          | undefined;
        const found = artifact && await fetch(String(artifact["url"])).catch(() => undefined);
        await found?.body?.cancel();
        return found?.status === 200 && artifact;
      }, () => client.find(source)),
    async [Symbol.asyncDispose]() {
      client.close();
      await listening.close();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

Deno.test({
  name:
    "after the loss of the store an artifact is made again, the same, and is no news; at the end it goes",
  ignore: !hasGit,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using git = await startGitServer();
    await git.commit({ "app.yaml": "kind: ConfigMap\n" });
    await using world = await startWorld();
    const { client } = world;
    const first = await world.run("first");
    const spec = { url: git.url, interval: "1h", ref: { branch: "main" } };
    const object: KubeObject = {
      apiVersion: source.apiVersion,
      kind: source.kind,
      metadata: { name: "app", namespace: "default" },
    };
    await client.apply({ ...object, spec }, manager);
    const before = await world.served();
    await first.stop();

    const second = await world.run("second");
    try {
      const after = await world.served();
      assertNotEquals(after["url"], before["url"], "another kernel serves at another address");
      assertEquals([after["revision"], after["digest"]], [before["revision"], before["digest"]]);
      const events = await client.list({ apiVersion: "v1", kind: "Event", namespace: "default" });
      const told = events.items.map((event) => [event["reason"], event["count"] ?? 1]);
      assertEquals(told.filter(([reason]) => reason === "NewArtifact"), [["NewArtifact", 1]]);
      await client.delete(source);
      await until(async () => await client.find(source) === undefined);
      const gone = await fetch(String(after["url"]));
      await gone.body?.cancel();
      assertEquals(gone.status, 404);
    } finally {
      await second.stop();
    }
  },
});
