import { assert, assertEquals } from "@std/assert";
import type { Data, Events, KubeObject } from "contract";
import { Bus, systemClock } from "../../core/bus/mod.ts";
import { type Client, createClient } from "../../core/kube/mod.ts";
import { artifactStore, Controller, kubeCluster } from "../../core/reconcile/mod.ts";
import { directoryDriver, Store } from "../../core/store/mod.ts";
import { PlainPlugins } from "../flow/loops/plain_plugins.ts";
import {
  archiveSource,
  configMap,
  rolloutPipeline,
  rolloutPlugins,
  type Upstream,
} from "../flow/loops/sample_plugins.ts";
import { findAssets } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control_plane.ts";

const ignore = findAssets() === undefined;
const external = "source.toolkit.fluxcd.io", notification = "notification.toolkit.fluxcd.io";
let plane: ControlPlane;
let client: Client;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  plane = await startControlPlane();
  client = createClient({ server: plane.url, caCerts: [plane.caCert], token: () => plane.token });
  const kinds = [
    ["example.dev", "v1", "Archive"],
    ["example.dev", "v1", "Rollout"],
    [external, "v1", "ExternalArtifact"],
    [notification, "v1beta3", "Alert"],
  ] as const;
  for (const [group, version, kind] of kinds) await client.create(definition(group, version, kind));
  const apps = { apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } };
  await client.create(apps);
  // The server takes a definition before it serves its kind.
  for (const [group, version, kind] of kinds) {
    const served = () =>
      client.list({ apiVersion: `${group}/${version}`, kind, namespace: "apps" });
    await until(() => served().catch(() => client.discovery.invalidate()), `${kind} is served`);
  }
});

Deno.test.afterAll(async () => {
  client?.close();
  await plane?.stop();
});

function definition(group: string, version: string, kind: string): KubeObject {
  const plural = `${kind.toLowerCase()}s`;
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec: open, status: open } } };
  const subresources = { status: {} };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema, subresources }],
    },
  };
}

async function until<T>(look: () => Promise<T | undefined | void>, what: string): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert(performance.now() < end, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function kernel(upstream: Upstream, folder: string) {
  await Deno.mkdir(`${folder}/scratch/tree`, { recursive: true });
  await Deno.writeTextFile(`${folder}/scratch/tree/a.yaml`, "a: 1\n");
  const driver = directoryDriver(`${folder}/store`);
  const store = new Store({ driver, address: "sluice.example", clock: systemClock });
  await store.open();
  const ended = new AbortController();
  const reports: unknown[] = [];
  const report = (error: unknown) => void reports.push(error);
  const plugins = new PlainPlugins(
    [archiveSource(upstream), ...rolloutPlugins(upstream)],
    `${folder}/scratch`,
  );
  const controller = new Controller({
    plugins: plugins as never,
    cluster: kubeCluster({ client, signal: ended.signal, report }),
    store: artifactStore({ store, packs: `${folder}/packs` }),
    bus: new Bus<Events>(report),
    clock: systemClock,
    settings: {
      pipelines: rolloutPipeline,
      requeueDependencyMs: 5000,
      noCrossNamespaceRefs: false,
      eventIntervalMs: 300_000,
      instance: "sluice-0",
      concurrency: 4,
    },
    report,
  });
  await controller.start();
  return {
    reports,
    plugins,
    async [Symbol.asyncDispose]() {
      await controller.stop(5000);
      ended.abort();
    },
  };
}

Deno.test({
  name: "a source and a delivery go from spec to a real cluster, to a new revision, and away again",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    const upstream: Upstream = { revision: "r1", objects: [configMap("a"), configMap("b")] };
    await using running = await kernel(upstream, folder);
    const source = {
      apiVersion: "example.dev/v1",
      kind: "Archive",
      namespace: "apps",
      name: "app",
    };
    const rollout = { ...source, kind: "Rollout", name: "web" };
    const make = (ref: typeof source, spec: Data) => {
      const { apiVersion, kind, ...metadata } = ref;
      return client.create({ apiVersion, kind, metadata, spec });
    };
    await make(rollout, {
      interval: "1h",
      wait: true,
      sourceRef: { kind: "Archive", name: "app" },
    });
    await make(source, { interval: "1h" });
    const applied = (revision: string) => async () => {
      const status = (await client.get(rollout))["status"] as Data | undefined;
      return status?.["lastAppliedRevision"] === revision ? status : undefined;
    };
    const status = await until(applied("r1"), "the first revision");
    assertEquals((status["inventory"] as { entries: unknown[] }).entries.length, 2);
    assert(
      await client.find({ apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "b" }),
    );
    const { given } = running.plugins.calls.find(({ method }) => method === "render")!;
    assert((await Deno.stat(given.packs!["source"]!)).isFile);

    Object.assign(upstream, { revision: "r2", objects: [configMap("a", { key: "new" })] });
    const annotations = { "reconcile.fluxcd.io/requestedAt": "now" };
    const began = performance.now();
    await client.patch(source, { type: "merge", body: { metadata: { annotations } } });
    await until(applied("r2"), "the second revision");
    assert(performance.now() - began < 5000);
    assertEquals(
      await client.find({ apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "b" }),
      undefined,
    );
    const renders = running.plugins.count("plain", "render");

    for (const ref of [rollout, source]) await client.delete(ref);
    await until(async () => await client.find(rollout) ? undefined : true, "the deletion");
    await until(async () => await client.find(source) ? undefined : true, "the source's deletion");
    assertEquals(
      await client.find({ apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "a" }),
      undefined,
    );
    const events = await client.list({ apiVersion: "v1", kind: "Event", namespace: "apps" });
    const reasons = new Set(events.items.map(({ reason }) => reason));
    assertEquals([reasons.has("NewArtifact"), reasons.has("ReconciliationSucceeded")], [
      true,
      true,
    ]);
    assertEquals([running.reports, renders], [[], 2]);
    await Deno.remove(folder, { recursive: true });
  },
});
