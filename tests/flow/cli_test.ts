/** The commands about objects, on a cluster whose objects stand still. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createCli } from "../../core/cli/mod.ts";
import { openPlugins } from "../../core/kernel/mod.ts";
import { createClient, operatorConnection } from "../../core/kube/mod.ts";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";

const shipped = new URL("../../plugins/default.yaml", import.meta.url).pathname;
const manager = { fieldManager: "test", force: true };
const metadata = (name: string) => ({ name, namespace: "flux-system" });
const ready = (status: string, reason: string, message: string) => ({
  type: "Ready",
  status,
  reason,
  message,
  lastTransitionTime: "2026-01-01T00:00:00Z",
  observedGeneration: 1,
});

const repository = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  metadata: metadata("fleet"),
  spec: { url: "https://git.example.com/fleet.git", interval: "1m" },
  status: {
    observedGeneration: 1,
    artifact: {
      path: "p",
      url: "http://x/p",
      revision: "main@sha1:0123456789abcdef",
      digest: `sha256:${"0".repeat(64)}`,
      lastUpdateTime: "2026-01-01T00:00:00Z",
    },
    conditions: [ready("True", "Succeeded", "stored artifact")],
  },
};
const kustomization = (name: string, status: object, spec: object = {}) => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: metadata(name),
  spec: {
    interval: "10m",
    prune: true,
    sourceRef: { kind: "GitRepository", name: "fleet" },
    ...spec,
  },
  status: { observedGeneration: 1, ...status },
});
const objects = [
  repository,
  kustomization("infra", {
    conditions: [ready("False", "HealthCheckFailed", "health check failed after 5s: Deployment/x")],
    inventory: {
      entries: [{ id: "flux-system_apps_kustomize.toolkit.fluxcd.io_Kustomization", v: "v1" }],
    },
  }),
  kustomization("apps", {
    conditions: [
      ready("False", "DependencyNotReady", "dependency 'flux-system/infra' is not ready"),
    ],
    inventory: { entries: [{ id: "web_site_apps_Deployment", v: "v1" }] },
  }, { dependsOn: [{ name: "infra" }] }),
];

async function withCluster(
  test: (
    sluice: (...args: string[]) => Promise<{ code: number; out: string; err: string }>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-cli-" });
  const users = new Map([["t", { name: "admin", groups: ["system:masters"] }]]);
  await using _listening = await serve(users, `${folder}/kubeconfig`);
  const client = createClient(await operatorConnection({ path: `${folder}/kubeconfig` }));
  for (const crd of await readCrds()) await client.apply(crd, manager);
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } });
  for (const { status, ...object } of objects) {
    await client.apply(object, manager);
    await client.apply({ ...object, status }, { ...manager, subresource: "status" });
  }
  client.close();
  await test(async (...args) => {
    let out = "", err = "";
    const cli = createCli({
      run: () => Promise.resolve(),
      openPlugins,
      environment: { KUBECONFIG: `${folder}/kubeconfig`, SLUICE_STATE: `${folder}/state` },
      config: shipped,
      output: { data: (text) => void (out += text), words: (text) => void (err += text) },
    });
    return { code: await cli.main(args), out, err };
  });
  await Deno.remove(folder, { recursive: true });
}

async function serve(users: Map<string, { name: string; groups: string[] }>, path: string) {
  const listening = await listen(createApiServer({ users }), { http: true });
  await Deno.writeTextFile(path, kubeconfigOf(listening, "t"));
  return { [Symbol.asyncDispose]: () => listening.close() };
}

Deno.test("get lists every kind with flux's columns, and says where there are none", async () => {
  await withCluster(async (sluice) => {
    const all = await sluice("get", "-A");
    assertMatch(all.out, /NAMESPACE +GITREPOSITORY +.*REVISION +SUSPENDED +READY +MESSAGE\n/);
    assertMatch(all.out, /flux-system +fleet .*main@sha1:01234567 +False +True +stored artifact\n/);
    assertMatch(all.out, /flux-system +infra +False +False +health check failed after 5s/);
    const none = await sluice("get", "ks", "-n", "default");
    assertEquals([none.code, none.out], [0, ""]);
    assertStringIncludes(none.err, `There are none in the namespace "default"; -A looks in all.`);
    const selected = await sluice("get", "all", "--status-selector", "ready=true", "-o", "json");
    assertEquals(JSON.parse(selected.out).map((one: typeof repository) => one.metadata.name), [
      "fleet",
    ]);
    const wrong = await sluice("get", "podinfo");
    assertEquals(wrong.code, 1);
    assertMatch(wrong.err, /Cannot find kind "podinfo": there are .*Kustomization or ks/);
  });
});

Deno.test("explain tells what an object waits for, and what to do", async () => {
  await withCluster(async (sluice) => {
    const { out } = await sluice("explain", "ks/apps", "-n", "flux-system");
    assertMatch(
      out,
      /^Kustomization\/flux-system\/apps is not ready for \d+d \(DependencyNotReady\)\n/,
    );
    assertMatch(out, /says +dependency 'flux-system\/infra' is not ready\n/);
    assertMatch(out, /GitRepository\/flux-system\/fleet is ready .*, at main@sha1:01234567\n/);
    assertMatch(out, /Kustomization\/flux-system\/infra is not ready .*\(HealthCheckFailed\)\n/);
    assertMatch(out, /to do +look at what it depends on/);
    assertEquals((await sluice("explain", "ks/none")).code, 1);
  });
});

Deno.test("tree follows inventories into the objects that they name", async () => {
  await withCluster(async (sluice) => {
    const { out } = await sluice("tree");
    assertEquals(out.split("\n").map((line) => line.replace(/ \(.*/, "")), [
      "Kustomization/flux-system/infra",
      "└── Kustomization/flux-system/apps",
      "    └── Deployment/web/site",
      "",
    ]);
  });
});

Deno.test("suspend and resume set what the kind's profile names, and reconcile refuses what is suspended", async () => {
  await withCluster(async (sluice) => {
    assertEquals(
      (await sluice("suspend", "ks", "apps", "infra")).err,
      [
        "Kustomization/flux-system/apps is suspended\n",
        "Kustomization/flux-system/infra is suspended\n",
      ].join(""),
    );
    assertMatch((await sluice("get", "ks")).out, /apps +True +False +dependency/);
    const refused = await sluice("reconcile", "ks/apps");
    assertEquals(refused.code, 1);
    assertMatch(refused.err, /it is suspended/);
    await sluice("resume", "ks", "--all", "--no-wait");
    assertMatch((await sluice("get", "ks")).out, /apps +False/);
    const unheard = await sluice("reconcile", "ks/apps", "--timeout", "1ms");
    assertMatch(unheard.err, /Cannot wait longer for Kustomization\/flux-system\/apps/);
  });
});
