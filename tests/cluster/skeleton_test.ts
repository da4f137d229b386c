/** The walking skeleton: a Git repository becomes objects of a real cluster, through real plugin processes. */
import { assertEquals, assertMatch } from "@std/assert";
import { createClient, operatorConnection } from "../../core/kube/mod.ts";
import { start } from "../../core/kernel/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { hasGit, startGitServer } from "../fixtures/git_server.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control_plane.ts";
import { findClients } from "./kubectl.ts";

const ignore = findAssets() === undefined || !hasGit;
const clients = ignore ? undefined : await findClients();

const config = (folder: string, kubeconfig: string) => `
plugins:
  git: { use: ${folder}/source_git, grant: all, share: true }
  yaml: { use: ${folder}/render_yaml, grant: all, share: true }
  ssa: { use: ${folder}/apply_ssa, grant: all, share: true }
  kstatus: { use: ${folder}/health_kstatus, grant: all, share: true }
pipelines:
  kustomize.toolkit.fluxcd.io/Kustomization: { render: [yaml], apply: ssa, health: [kstatus] }
cluster: { kubeconfig: ${kubeconfig} }
server: { artifacts: "127.0.0.1:0", metrics: "127.0.0.1:0", health: "127.0.0.1:0", webhooks: "127.0.0.1:0", advertise: "127.0.0.1" }
`;

const configMap = (name: string, data: Record<string, string>) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data,
  });

Deno.test({
  name:
    "a commit becomes objects of the cluster, its successor prunes them, and kubectl shows Ready",
  ignore,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using plane = await startControlPlane();
    await using git = await startGitServer();
    const state = await Deno.makeTempDir({ prefix: "sluice-skeleton-" });
    const plugins = new URL("../../plugins", import.meta.url).pathname;
    await Deno.writeTextFile(`${state}/config.yaml`, config(plugins, plane.kubeconfig.path));
    const client = createClient(await operatorConnection({ path: plane.kubeconfig.path }));
    const manager = { fieldManager: "test", force: true };
    for (const crd of await readCrds()) await client.apply(crd as never, manager);
    await client.apply(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } },
      manager,
    );

    const first = await git.commit({
      "deploy/one.yaml": `${configMap("one", { a: "1" })}\n---\n${configMap("two", { b: "2" })}\n`,
    });
    const kernel = await start({
      config: `${state}/config.yaml`,
      state,
      environment: {},
      namespace: "flux-system",
      logLevel: "error",
    });
    try {
      const source = refOf("source.toolkit.fluxcd.io/v1", "GitRepository");
      const delivery = refOf("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
      await client.apply(
        objectOf(source, { url: git.url, interval: "1h", ref: { branch: "main" } }),
        manager,
      );
      const sourceRef = { kind: "GitRepository", name: "app" };
      await client.apply(
        objectOf(delivery, {
          sourceRef,
          path: "./deploy",
          prune: true,
          wait: true,
          interval: "1h",
        }),
        manager,
      );

      const applied = await until(async () => {
        const found = await client.find(delivery);
        return ready(found, `main@sha1:${first}`) ? found : undefined;
      }, () => client.find(delivery));
      assertEquals(
        (applied.status as { inventory: { entries: { id: string }[] } }).inventory.entries.map((
          { id },
        ) => id),
        [
          "default_one__ConfigMap",
          "default_two__ConfigMap",
        ],
      );
      if (clients) {
        assertMatch(
          await kubectl(clients.kubectl, plane.kubeconfig.path, "get", "kustomizations"),
          /app\s+\S+\s+True\s+Applied revision: main@sha1:/,
        );
      }

      const second = await git.commit({
        "deploy/one.yaml": `${configMap("one", { a: "changed" })}\n`,
      });
      const now = { "reconcile.fluxcd.io/requestedAt": "now" };
      await client.patch(source, { type: "merge", body: { metadata: { annotations: now } } });
      await until(
        async () => ready(await client.find(delivery), `main@sha1:${second}`) || undefined,
        () => client.find(delivery),
      );
      const one = await client.get({
        apiVersion: "v1",
        kind: "ConfigMap",
        namespace: "default",
        name: "one",
      });
      assertEquals(one.data, { a: "changed" });
      const two = await client.find({
        apiVersion: "v1",
        kind: "ConfigMap",
        namespace: "default",
        name: "two",
      });
      assertEquals(two, undefined);

      await client.delete(delivery);
      await until(
        async () => await client.find(delivery) === undefined || undefined,
        () => client.find(delivery),
      );
      assertEquals(
        await client.find({
          apiVersion: "v1",
          kind: "ConfigMap",
          namespace: "default",
          name: "one",
        }),
        undefined,
      );
    } finally {
      await kernel.stop();
      client.close();
      await Deno.remove(state, { recursive: true }).catch(() => {});
    }
  },
});

function refOf(apiVersion: string, kind: string) {
  return { apiVersion, kind, namespace: "default", name: "app" };
}

function objectOf(
  { apiVersion, kind, namespace, name }: ReturnType<typeof refOf>,
  spec: Record<string, unknown>,
) {
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

function ready(object: unknown, revision: string): boolean {
  const { status } = (object ?? {}) as {
    status?: { lastAppliedRevision?: string; conditions?: { type: string; status: string }[] };
  };
  return status?.lastAppliedRevision === revision &&
    status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
}

async function until<T>(
  look: () => Promise<T | undefined>,
  last: () => Promise<unknown>,
): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`It never came about: ${JSON.stringify(await last())}`);
}

async function kubectl(path: string, kubeconfig: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(path, { args: ["--kubeconfig", kubeconfig, ...args] })
    .output();
  return new TextDecoder().decode(stdout);
}
