import { assert, assertEquals } from "@std/assert";
import type { Data } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";
import { chartRenderer, releaseApplier } from "./release_plugins.ts";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { refTo, thing, World } from "./world.ts";

const ref = refTo("Release", "web");

/** Denies every Secret: a release's own records are no matter of its. */
const noSecrets: PlainPlugin = {
  manifest: { name: "no-secrets", kind: "policy" },
  methods: {
    judge: ({ batch }: { batch: readonly { object: { kind: string } }[] }) => ({
      verdicts: batch.flatMap(({ object: { kind } }, index) =>
        kind === "Secret" ? [{ index, verdict: "deny", message: "no Secrets" }] : []
      ),
    }),
  },
};

const pipelines = {
  "example.dev/Release": {
    render: ["chart"],
    apply: "release",
    health: ["judge"],
    policies: ["no-secrets"],
  },
};

async function setup(spec: Data = {}) {
  const upstream: Upstream = { revision: "1.0.0", objects: [] };
  const judge: PlainPlugin = {
    manifest: { name: "judge", kind: "health" },
    methods: {
      judge: ({ items }: { items: readonly unknown[] }) => ({
        verdicts: items.map((_, index) => ({ index, status: "current" })),
      }),
    },
  };
  const plugins = [archiveSource(upstream), chartRenderer, releaseApplier, judge, noSecrets];
  const world = new World({ plugins, pipelines });
  await world.start();
  await world.put(thing("Release", "web", { interval: "1h", values: { a: 1 }, ...spec }));
  const inventory = () =>
    (world.status(ref)["inventory"] as { entries: { id: string }[] }).entries.map(({ id }) => id);
  const values = () => {
    const found = world.cluster.all().find(({ metadata }) => metadata.name === "web-conf");
    return (found?.["data"] as Data | undefined)?.["values"];
  };
  const records = () =>
    world.cluster.all().filter(({ kind }) => kind === "Secret").map((one) => one.metadata.name);
  const change = async (patch: Data) => {
    world.cluster.change(ref, { spec: patch });
    await world.settle();
  };
  return { world, inventory, values, records, change };
}

Deno.test("a release is installed: its chart is prepared, its record is written, its hooks are not tracked", async () => {
  const { world, inventory, values, records } = await setup();
  assertEquals(world.conditions(ref), [
    "Ready=True/InstallSucceeded: Helm install succeeded for release web.v1",
    "Released=True/InstallSucceeded: Helm install succeeded for release web.v1",
  ]);
  assertEquals(inventory(), ["apps_web-conf__ConfigMap"]);
  assertEquals([values(), records()], ['{"a":1}', ["release.web.v1"]]);
  assertEquals(world.status(ref)["history"], [{ version: 1, status: "deployed" }]);
  assertEquals(world.status(ref)["lastAppliedRevision"], undefined);
  assert(world.cluster.object(refTo("Archive", "apps-web")));
  assertEquals(world.events("web"), [
    "Normal InstallSucceeded: Helm install succeeded for release web.v1",
  ]);
});

Deno.test("a release whose interval passes is looked at, and nothing is written", async () => {
  const { world } = await setup();
  const writes = world.cluster.writes.filter((one) => !one.includes("Archive")).length;
  await world.pass(64 * 60_000);
  const now = world.cluster.writes.filter((one) => !one.includes("Archive")).length;
  assertEquals(now, writes);
});

Deno.test("new values are an upgrade, with a record of its own", async () => {
  const { world, values, records, change } = await setup();
  await change({ values: { a: 2 } });
  assertEquals([values(), records()], ['{"a":2}', ["release.web.v1", "release.web.v2"]]);
  assertEquals(
    world.conditions(ref)[0],
    "Ready=True/UpgradeSucceeded: Helm upgrade succeeded for release web.v2",
  );
});

Deno.test("a failed upgrade is rolled back, and the release stalls with what is left of it", async () => {
  const { world, inventory, values, change } = await setup({ before: { a: 1 } });
  let refused = false;
  world.cluster.refuse = (verb, { name }) => {
    if (verb !== "apply" || name !== "web-conf" || refused) return undefined;
    refused = true;
    return "no such field";
  };
  await change({ values: { a: 3 } });
  assertEquals(world.conditions(ref), [
    "Stalled=True/RetriesExceeded: Failed to upgrade after 1 attempt(s)",
    "Ready=False/RollbackSucceeded: Helm rollback to previous release web succeeded",
    "Released=False/UpgradeFailed: Helm upgrade failed for release web.v2: no such field",
    "Remediated=True/RollbackSucceeded: Helm rollback to previous release web succeeded",
  ]);
  assertEquals([values(), inventory()], ['{"a":1}', ["apps_web-conf__ConfigMap"]]);
  assertEquals(world.events("web").slice(-2).map((one) => one.split(":")[0]), [
    "Warning UpgradeFailed",
    "Normal RollbackSucceeded",
  ]);
  const calls = world.plugins.calls.length;
  await world.pass(3 * 3_600_000);
  assertEquals(world.plugins.calls.slice(calls).filter(({ id }) => id === "release").length, 0);
});

Deno.test("a test hook is created, waited for and read", async () => {
  const { world, inventory } = await setup({ test: true });
  assert(world.cluster.writes.includes("create Pod/apps/web-test"));
  assert(world.conditions(ref).includes("TestSuccess=True/TestSucceeded: 1 test passed"));
  assertEquals(inventory(), ["apps_web-conf__ConfigMap"]);
});

Deno.test("a drifted object of a release is applied again, without a new revision", async () => {
  const { world, values, records } = await setup();
  const conf = { apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "web-conf" };
  world.cluster.change(conf, { data: { values: "by hand" } });
  world.controller.deliveries.drift(ref, conf, 0);
  world.controller.ask(ref, "drift");
  await world.settle();
  assertEquals([values(), records()], ['{"a":1}', ["release.web.v1"]]);
});

Deno.test("an uninstall deletes objects, records and the chart, and then lets the release go", async () => {
  const { world, values, records } = await setup();
  world.cluster.remove(ref);
  await world.settle();
  assertEquals([values(), records()], [undefined, []]);
  assertEquals(world.cluster.object(ref), undefined);
  assertEquals(world.cluster.object(refTo("Archive", "apps-web")), undefined);
});
