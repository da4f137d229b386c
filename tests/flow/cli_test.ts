/** The commands about objects, on a cluster whose objects stand still. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { KubeObject } from "contract";
import { createCli } from "../../core/cli/mod.ts";
import { createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
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
  metadata: { ...metadata(name), ...name === "infra" && { labels: { team: "blue" } } },
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
      // As a bootstrap writes it, which applies itself too.
      entries: ["apps", "infra"].map((name) => ({
        id: `flux-system_${name}_kustomize.toolkit.fluxcd.io_Kustomization`,
        v: "v1",
      })),
    },
  }),
  kustomization("apps", {
    conditions: [
      ready("False", "DependencyNotReady", "dependency 'flux-system/infra' is not ready"),
    ],
    inventory: { entries: [{ id: "web_site_apps_Deployment", v: "v1" }] },
  }, { dependsOn: [{ name: "infra" }] }),
  {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Alert",
    metadata: metadata("all"),
    spec: { providerRef: { name: "chat" }, eventSources: [{ kind: "Kustomization", name: "*" }] },
  },
];
const events = [
  ["GitRepository", "fleet", "Normal", "NewArtifact", "10:00"],
  ["Kustomization", "infra", "Warning", "HealthCheckFailed", "10:02"],
  ["Kustomization", "apps", "Normal", "DependencyNotReady", "10:01"],
].map(([kind, name, type, reason, time], i) => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: `event-${i}`, namespace: "flux-system" },
  involvedObject: { kind, name, namespace: "flux-system" },
  ...{ type, reason, message: `${reason} of ${name}` },
  lastTimestamp: `2026-01-01T${time}:00Z`,
}));

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
  for (const { status, ...object } of objects as (KubeObject & { status?: object })[]) {
    await client.apply(object, manager);
    if (status) {
      await client.apply({ ...object, status }, { ...manager, subresource: "status" });
    }
  }
  for (const event of events) await client.create(event as KubeObject);
  client.close();
  await test(async (...args) => {
    let out = "", err = "";
    const cli = createCli({
      run: () => Promise.resolve(),
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
    const all = await sluice("get", "all", "-A");
    assertMatch(all.out, /^NAMESPACE +NAME +REVISION +SUSPENDED +READY +MESSAGE\n/);
    assertMatch(
      all.out,
      /flux-system +gitrepository\/fleet +main@sha1:01234567 +False +True +stored artifact\n/,
    );
    assertMatch(
      all.out,
      /flux-system +kustomization\/infra +False +False +health check failed after 5s/,
    );
    const none = await sluice("get", "ks", "-n", "default");
    assertEquals([none.code, none.out], [0, ""]);
    assertStringIncludes(none.err, `no Kustomization objects found in the namespace "default"`);
    const wrong = await sluice("get", "podinfo");
    assertEquals(wrong.code, 1);
    assertMatch(wrong.err, /Cannot find kind "podinfo": there are .*Kustomization or ks/);
  });
});

Deno.test("get knows kinds by kubectl's words and by flux's, and objects by selectors", async () => {
  await withCluster(async (sluice) => {
    const names = async (...words: string[]) =>
      (await sluice("get", ...words, "-o", "name")).out.trim().split("\n").map((line) =>
        line.replace(/\..*\//, "/")
      );
    const repository = ["gitrepository/fleet"],
      both = ["kustomization/apps", "kustomization/infra"];
    for (
      const words of [["gitrepo"], ["sources", "git"], ["source", "git", "fleet"], ["sources"], [
        "gitrepositories.source.toolkit.fluxcd.io",
      ], ["GitRepository/fleet"]]
    ) assertEquals(await names(...words), repository, words.join(" "));
    for (const words of [["ks"], ["kustomization"], ["kustomizations", "infra", "apps"]]) {
      assertEquals(await names(...words), both, words.join(" "));
    }
    assertEquals(await names("all", "--status-selector", "ready=true"), repository);
    assertEquals(await names("all", "--status-selector", "Ready=False"), both);
    assertEquals(await names("ks", "-l", "team=blue"), ["kustomization/infra"]);
    const bare = await sluice("get", "sources", "git", "--no-header");
    assertMatch(bare.out, /^fleet +main@sha1:01234567 +False +True +stored artifact\n$/);
    const wide = await sluice("get", "sources", "git", "-o", "wide");
    assertMatch(wide.out, /^NAME +URL +REVISION +SUSPENDED +READY +AGE +MESSAGE\n/);
    const alerts = await sluice("get", "alerts");
    assertMatch(
      alerts.out,
      /^NAME +SUSPENDED +READY +MESSAGE\nall +False +True +Alert is Ready\n$/,
    );
    assertEquals((await sluice("get", "ks", "none")).code, 1);
    assertEquals((await sluice("get", "ks", "--status-selector", "nonsense")).code, 1);
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
      "├── Kustomization/flux-system/apps",
      "│   └── Deployment/web/site",
      "└── Kustomization/flux-system/infra",
      "",
    ]);
  });
});

Deno.test("explain names what was applied and is not well", async () => {
  await withCluster(async (sluice) => {
    const { out } = await sluice("explain", "ks/apps");
    assertMatch(out, /not well +Deployment\/web\/site does not exist\n/);
    const { out: json } = await sluice("explain", "ks/apps", "-o", "json");
    assertEquals(JSON.parse(json)[0].troubles, ["Deployment/web/site does not exist"]);
  });
});

Deno.test("events are told oldest first; --for brings those of an object and of its source", async () => {
  await withCluster(async (sluice) => {
    const reasons = async (...flags: string[]) =>
      (await sluice("events", ...flags)).out.trim().split("\n").slice(1).map((line) =>
        line.split(/ {2,}/)[2]
      );
    assertEquals(await reasons(), ["NewArtifact", "DependencyNotReady", "HealthCheckFailed"]);
    assertEquals(await reasons("--for", "ks/apps"), ["NewArtifact", "DependencyNotReady"]);
    assertEquals(await reasons("--types", "Warning"), ["HealthCheckFailed"]);
  });
});

Deno.test("suspend and resume set what the kind's profile names, and reconcile refuses what is suspended", async () => {
  await withCluster(async (sluice) => {
    assertEquals(
      (await sluice("suspend", "ks", "apps", "infra")).err,
      [
        "► suspending Kustomization apps in flux-system namespace\n✔ Kustomization suspended\n",
        "► suspending Kustomization infra in flux-system namespace\n✔ Kustomization suspended\n",
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
