/** `sluice build KIND NAME` and `sluice diff`, on a running local cluster. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseAllDocuments } from "yaml";
import { createCli } from "../../core/cli/mod.ts";
import { publishFolder } from "../../core/cli/local/publish_folder.ts";
import { type Client, createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { startKernel } from "../fixtures/kernel.ts";
import type { KubeObject } from "contract";
import { until } from "../fixtures/until.ts";

const shipped = new URL("../../plugins/default.yaml", import.meta.url).pathname;
const manager = { fieldManager: "test", force: true };
const namespace = "flux-system";

const artifact = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "ExternalArtifact",
  name: "folder",
  namespace,
};
const delivery = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace },
  spec: {
    interval: "10m",
    prune: true,
    path: "./apps/one",
    sourceRef: { kind: "ExternalArtifact", name: "folder" },
    targetNamespace: "web",
    namePrefix: "my-",
    commonMetadata: { labels: { team: "blue" } },
    postBuild: {
      substitute: { size: "small" },
      substituteFrom: [{ kind: "Secret", name: "values" }],
    },
    patches: [{
      target: { kind: "ConfigMap" },
      patch: "- {op: add, path: /data/patched, value: 'yes'}",
    }],
  },
};
const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "web" } };
const values = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "values", namespace },
  stringData: { colour: "green" },
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.dev" },
  spec: {
    group: "example.dev",
    scope: "Namespaced",
    names: { kind: "Thing", listKind: "ThingList", plural: "things", singular: "thing" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: "object" } },
    }],
  },
};
const files = {
  "base/settings.yaml": manifest("ConfigMap", "settings", { size: "${size}", colour: "${colour}" }),
  "base/kustomization.yaml": "resources: [settings.yaml]\n",
  "apps/one/keys.yaml": manifest("Secret", "keys", { key: "b2xk" }),
  "apps/one/old.yaml": manifest("ConfigMap", "old", { a: "1" }),
  "apps/one/kustomization.yaml": "resources: [../../base, keys.yaml, old.yaml]\n",
};

function manifest(kind: string, name: string, data: object): string {
  return JSON.stringify({ apiVersion: "v1", kind, metadata: { name }, data });
}

interface World {
  readonly client: Client;
  readonly folder: string;
  sluice(...args: string[]): Promise<{ code: number; out: string; err: string }>;
}

async function withDelivery(test: (world: World) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "sluice-rehearse-" }), folder = `${root}/fleet`;
  await write(folder, files);
  await using stack = new AsyncDisposableStack();
  const options = { config: shipped, local: true, logLevel: "error" } as const;
  const kernel = await startKernel({ ...options, state: `${root}/state` });
  stack.defer(() => Deno.remove(root, { recursive: true }));
  stack.defer(() => kernel.stop());
  const client = createClient(await operatorConnection({ path: kernel.kubeconfig! }));
  stack.defer(() => client.close());
  for (const object of [space, values, delivery]) await client.apply(object, manager);
  stack.use(await publishFolder(kernel.world, { folder, owner: artifact }));
  await until(async () => isReady(await client.find({ ...artifact, ...refOf(delivery) })));
  await test({
    client,
    folder,
    async sluice(...args) {
      let out = "", err = "";
      const cli = createCli({
        run: () => Promise.resolve(),
        environment: { KUBECONFIG: kernel.kubeconfig, SLUICE_STATE: `${root}/cli` },
        config: shipped,
        output: { data: (text) => void (out += text), words: (text) => void (err += text) },
      });
      return { code: await cli.main(args), out, err };
    },
  });
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

function refOf(
  { apiVersion, kind, metadata }: Pick<KubeObject, "apiVersion" | "kind" | "metadata">,
) {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? "default" };
}

function isReady(object: KubeObject | undefined): boolean {
  const { conditions = [] } = (object?.["status"] ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

function config(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", name, namespace: "web" };
}

const claims: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "build renders what the delivery applied: overlay, variables of the cluster, metadata and owner":
    async ({ sluice, client, folder }) => {
      const fromCluster = await sluice("build", "kustomization", "apps", "-n", namespace);
      assertEquals([fromCluster.code, fromCluster.err], [0, ""]);
      const objects = parseAllDocuments(fromCluster.out).map((one) => one.toJS() as KubeObject);
      for (const object of objects) {
        const live = await client.get(refOf(object));
        assertEquals(object["data"], live["data"]);
        assertEquals(object.metadata.labels, live.metadata.labels);
      }
      const settings = objects.find(({ metadata }) => metadata.name === "my-settings");
      assertEquals(settings?.["data"], { size: "small", colour: "green", patched: "yes" });
      const local = await sluice("build", "ks/apps", "--path", `${folder}/apps/one`);
      assertEquals(local.out, fromCluster.out);
      const json = await sluice("build", "ks", "apps", "-o", "json");
      assertEquals(JSON.parse(json.out), objects);
      const wrong = await sluice("build", "ks/none");
      assertMatch(wrong.err, /Cannot find Kustomization\/flux-system\/none/);
    },
  "diff tells what would be created, changed and deleted, masks Secrets, and changes nothing":
    async ({ sluice, client, folder }) => {
      assertEquals(await sluice("diff", "ks/apps"), { code: 0, out: "", err: "" });
      const before = await client.list({ apiVersion: "v1", kind: "ConfigMap" });
      const changed = `${folder}-changed`;
      await write(changed, {
        ...files,
        "base/settings.yaml": manifest("ConfigMap", "settings", { size: "very ${size}" }),
        "apps/one/keys.yaml": manifest("Secret", "keys", { key: "bmV3" }),
        "apps/one/new.yaml": manifest("ConfigMap", "new", { a: "1" }),
        "apps/one/kustomization.yaml": "resources: [../../base, keys.yaml, new.yaml]\n",
      });
      const path = `${changed}/apps/one`;
      const { code, out } = await sluice("diff", "kustomization", "apps", "--path", path);
      assertEquals(code, 1);
      assertEquals(
        out,
        [
          "► ConfigMap/web/my-new created",
          "► ConfigMap/web/my-settings drifted",
          "    data.size",
          "      - small",
          "      + very small",
          "    data.colour",
          "      - green",
          "► Secret/web/my-keys drifted",
          "    data.key",
          "      - '***** (before)'",
          "      + '***** (after)'",
          "► ConfigMap/web/my-old deleted",
          "",
        ].join("\n"),
      );
      const json = JSON.parse((await sluice("diff", "ks/apps", "--path", path, "-o", "json")).out);
      assertEquals(
        json.map(({ change }: { change: string }) => change),
        ["created", "drifted", "drifted", "deleted"],
      );
      assertEquals(
        (await client.list({ apiVersion: "v1", kind: "ConfigMap" })).items,
        before.items,
      );
    },
  "diff sees drift in the cluster, and what is yet to be defined; it ends with 2 where the cluster would refuse":
    async ({ sluice, client, folder }) => {
      await sluice("suspend", "ks/apps");
      await client.patch(config("my-settings"), { type: "merge", body: { data: { size: "9" } } });
      const drifted = await sluice("diff", "ks/apps");
      assertEquals(drifted.code, 1);
      assertMatch(drifted.out, /my-settings drifted\n {4}data\.size\n/);
      const path = `${folder}-changed/apps/one`;
      await write(`${folder}-changed`, {
        ...files,
        "apps/one/kind.yaml": JSON.stringify(definition),
        "apps/one/thing.yaml": JSON.stringify({
          apiVersion: "example.dev/v1",
          kind: "Thing",
          metadata: { name: "first" },
        }),
        "apps/one/wrong.yaml": JSON.stringify({
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "wrong" },
          spec: { ports: [{ port: 70_000 }] },
        }),
        "apps/one/kustomization.yaml":
          "resources: [../../base, keys.yaml, kind.yaml, thing.yaml, wrong.yaml]\n",
      });
      const { code, out } = await sluice("diff", "ks/apps", "--path", path);
      assertEquals(code, 2);
      assertStringIncludes(out, "✗ Service/web/my-wrong: ");
      assertStringIncludes(out, "► CustomResourceDefinition/things.example.dev created\n");
      assertStringIncludes(out, "► Thing/web/my-first created\n");
      assertStringIncludes(out, "► ConfigMap/web/my-old deleted\n");
      const missing = await sluice("diff", "ks/apps", "--path", `${folder}/none`);
      assertEquals(missing.code, 2);
      assertMatch(missing.err, /it is no folder/);
    },
};

Deno.test({
  name: "sluice build KIND NAME and sluice diff, on a running cluster",
  sanitizeResources: false,
  sanitizeOps: false,
  fn: (test) =>
    withDelivery(async (world) => {
      for (const [claim, holds] of Object.entries(claims)) {
        await test.step(claim, () => holds(world));
      }
    }),
});
