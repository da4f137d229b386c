import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Data, transient } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";
import {
  archiveSource,
  configMap,
  rolloutPipeline,
  rolloutPlugins,
  type Upstream,
} from "./sample_plugins.ts";
import { ref, setup } from "./rollout_world.ts";
import { refTo, thing, World } from "./world.ts";

Deno.test("a delivery applies what its source holds: two patches, the intent before the deed", async () => {
  const { world, inventory } = await setup();
  assertEquals(world.cluster.writes.filter((one) => !one.includes("Archive")), [
    "patch object Rollout/apps/web",
    "patch status Rollout/apps/web",
    "apply ConfigMap/apps/a",
    "apply ConfigMap/apps/b",
    "patch status Rollout/apps/web",
  ]);
  assertEquals(inventory(), ["apps_a__ConfigMap", "apps_b__ConfigMap"]);
  const status = world.status(ref);
  assertEquals(status["lastAppliedRevision"], "main@sha1:1");
  assertEquals(status["lastAttemptedRevision"], "main@sha1:1");
  assertEquals(world.conditions(ref), [
    "Ready=True/ReconciliationSucceeded: Applied revision: main@sha1:1",
  ]);
  const [history] = status["history"] as Data[];
  assertEquals([history!["lastReconciledStatus"], history!["totalReconciliations"]], [
    "ReconciliationSucceeded",
    1,
  ]);
  const finished = world.emitted.at(-1)!;
  assertEquals(finished.message, "Reconciliation finished in 0s, next run in 20m0s");
  assertEquals(finished.metadata, {
    "example.dev/revision": "main@sha1:1",
    "example.dev/commit_status": "update",
  });
});

Deno.test("an idle interval of a delivery writes nothing", async () => {
  const { world } = await setup();
  const writes = world.cluster.writes.length;
  await world.pass(22 * 60_000);
  assertEquals(world.plugins.count("plain", "render"), 2);
  assertEquals(world.cluster.writes.length, writes);
});

Deno.test("a kernel that starts looks at everything, and tells and writes nothing of what it finds as it was", async () => {
  const { world } = await setup();
  const [writes, events] = [world.cluster.writes.length, world.cluster.events.length];
  const next = await world.restart();
  assertEquals(next.plugins.count("plain", "render"), 1);
  assertEquals(next.cluster.writes.slice(writes), []);
  assertEquals(next.cluster.events.slice(events), []);
});

Deno.test("a new revision is delivered at once; what left it is pruned, and leaves the inventory", async () => {
  const { world, push, inventory } = await setup();
  await push("main@sha1:2", [configMap("a", { key: "new" })]);
  assertEquals(world.cluster.writes.filter((one) => one.includes("ConfigMap")).slice(2), [
    "apply ConfigMap/apps/a",
    "delete ConfigMap/apps/b",
  ]);
  assertEquals(inventory(), ["apps_a__ConfigMap"]);
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:2");
  assertEquals(world.plugins.count("plain", "render"), 2);
});

Deno.test("what a failed apply planned stays in the inventory, and is retried at the retry interval", async () => {
  const { world, push, inventory } = await setup();
  world.cluster.refuse = (_, { name }) => name === "c" ? "no such field" : undefined;
  await push("main@sha1:2", [configMap("a"), configMap("c")]);
  // The group that failed ended the round: what follows it was not tried, and the applier is told so.
  const told = world.plugins.calls.findLast(({ id }) => id === "rollout")!.request["results"];
  const statuses = (told as Data[][]).map((group) => group.map(({ status }) => status));
  assertEquals(statuses, [["failed"], ["notTried"]]);
  assert(!world.cluster.writes.includes("delete ConfigMap/apps/b"));
  assertEquals(inventory(), ["apps_a__ConfigMap", "apps_b__ConfigMap", "apps_c__ConfigMap"]);
  assertEquals(world.conditions(ref), [
    "Reconciling=True/ProgressingWithRetry: Detecting drift for revision main@sha1:2 with a timeout of 19m30s",
    "Ready=False/ReconciliationFailed: Invalid: no such field",
  ]);
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:1");
  assertEquals(world.status(ref)["lastAttemptedRevision"], "main@sha1:2");
  world.cluster.refuse = () => undefined;
  await world.pass(30_000);
  assertEquals(inventory(), ["apps_a__ConfigMap", "apps_c__ConfigMap"]);
  assertEquals(world.conditions(ref).length, 1);
});

Deno.test("a missing source is waited for without an event, and its first artifact brings the delivery", async () => {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [configMap("a")] };
  const plugins = [archiveSource(upstream), ...rolloutPlugins(upstream)];
  const world = new World({ plugins, pipelines: rolloutPipeline });
  await world.start();
  const sourceRef = { kind: "Archive", name: "app" };
  await world.put(thing("Rollout", "web", { interval: "20m", sourceRef }));
  assertEquals(world.conditions(ref), [
    'Ready=False/ArtifactFailed: Archive.example.dev "app" not found',
  ]);
  assertEquals(world.events("web"), []);
  await world.put(thing("Archive", "app", { interval: "10m" }));
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:1");
});

/** A delivery that is as new as its source, whose pull is held until `pulled`. */
async function bothAtOnce() {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [configMap("a")] };
  const pulled = Promise.withResolvers<void>(), source = archiveSource(upstream);
  const { pull } = source.methods as { pull: (request: never) => unknown };
  const slow = {
    ...source,
    methods: { pull: (request: never) => pulled.promise.then(() => pull(request)) },
  };
  const plugins = [slow as PlainPlugin, ...rolloutPlugins(upstream)];
  const world = new World({ plugins, pipelines: rolloutPipeline });
  await world.start();
  const born = (object: ReturnType<typeof thing>) => {
    const creationTimestamp = new Date(world.clock.now()).toISOString();
    return { ...object, metadata: { ...object.metadata, creationTimestamp } };
  };
  await world.put(born(thing("Archive", "app", { interval: "10m" })));
  const sourceRef = { kind: "Archive", name: "app" };
  await world.put(born(thing("Rollout", "web", { interval: "20m", sourceRef })));
  return { world, upstream, pulled };
}

Deno.test("a delivery that is as new as its source says nothing of the artifact that is still under way", async () => {
  const { world, pulled } = await bothAtOnce();
  assertEquals(world.conditions(ref), []);
  pulled.resolve();
  await world.settle();
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:1");
  const statuses = world.cluster.writes.filter((one) => one === "patch status Rollout/apps/web");
  assertEquals(statuses.length, 2, "the intent, and the end");
});

Deno.test("a delivery that is as new as its source speaks once the source has failed, or takes long", async () => {
  const missing = "Ready=False/ArtifactFailed: Source artifact not found, retrying in 5s";
  const failing = await bothAtOnce();
  failing.upstream.fail = transient("FetchFailed", "no such host");
  failing.pulled.resolve();
  await failing.world.settle();
  assertEquals(failing.world.conditions(ref), [missing]);
  const slow = await bothAtOnce();
  await slow.world.pass(5000);
  assertEquals(slow.world.conditions(ref), [missing]);
  slow.pulled.resolve();
  await slow.world.settle();
  assertEquals(slow.world.status(ref)["lastAppliedRevision"], "main@sha1:1");
});

Deno.test("a wait holds no worker, shows after a second, and ends with the change that it waits for", async () => {
  let verdict: Data = { status: "inProgress" };
  const { world } = await setup({ spec: { wait: true }, judge: () => verdict });
  assertEquals(world.status(ref)["lastAppliedRevision"], undefined);
  assertEquals(world.conditions(ref)[1]!.split(":")[0], "Ready=Unknown/Progressing");
  await world.put(thing("Archive", "other", { interval: "10m" }));
  assertEquals(
    world.conditions(refTo("Archive", "other"))[0]!.split(":")[0],
    "Ready=True/Succeeded",
  );
  verdict = { status: "current" };
  world.cluster.put(configMap("a", { key: "changed" }));
  await world.settle();
  assertEquals(world.conditions(ref), [
    "Ready=True/ReconciliationSucceeded: Applied revision: main@sha1:1",
  ]);
  assertEquals(world.plugins.count("plain", "render"), 1);
});

Deno.test("a wait ends at its deadline, and names what was not there", async () => {
  const { world } = await setup({
    spec: { wait: true, timeout: "1m" },
    judge: () => ({ status: "inProgress" }),
  });
  await world.pass(61_000);
  const ready = world.conditions(ref).find((one) => one.startsWith("Ready"))!;
  assertEquals(
    ready,
    "Ready=False/HealthCheckFailed: health check failed: timeout waiting for: " +
      "[ConfigMap/apps/a status: 'InProgress', ConfigMap/apps/b status: 'InProgress']",
  );
});

Deno.test("a wait goes on, and looks again, where none of its objects can be read", async () => {
  let verdict: Data = { status: "inProgress" };
  const { world } = await setup({ spec: { wait: true }, judge: () => verdict });
  const { cluster } = world, get = cluster.get.bind(cluster);
  cluster.get = (ref, identity) =>
    ref.kind === "ConfigMap" ? Promise.reject(new Error("no answer")) : get(ref, identity);
  cluster.put(configMap("a", { key: "changed" }));
  await world.settle();
  const ready = () => world.conditions(ref).find((one) => one.startsWith("Ready"))!;
  assertEquals(ready().split(":")[0], "Ready=Unknown/Progressing");
  verdict = { status: "current" };
  cluster.get = get;
  await world.pass(6000);
  assertEquals(ready(), "Ready=True/ReconciliationSucceeded: Applied revision: main@sha1:1");
});

Deno.test("a request counts as handled when its run is over, and not while it waits", async () => {
  let verdict: Data = { status: "current" };
  const { world } = await setup({ spec: { wait: true }, judge: () => verdict });
  verdict = { status: "inProgress" };
  const annotations = { "reconcile.fluxcd.io/requestedAt": "now" };
  world.cluster.change(ref, { metadata: { annotations } });
  await world.pass(5000);
  assertEquals(world.status(ref)["lastHandledReconcileAt"], undefined);
  verdict = { status: "current" };
  world.cluster.put(configMap("a", { key: "changed" }));
  await world.settle();
  assertEquals(world.status(ref)["lastHandledReconcileAt"], "now");
});

Deno.test("a wait that fails fast does not use up its time", async () => {
  const { world } = await setup({ spec: { wait: true }, judge: () => ({ status: "failed" }) });
  assertStringIncludes(
    world.conditions(ref)[1]!,
    "failed early due to stalled resources: [ConfigMap",
  );
});

Deno.test("a wait yields to a newer revision", async () => {
  let verdict: Data = { status: "inProgress" };
  const { world, push } = await setup({ spec: { wait: true }, judge: () => verdict });
  verdict = { status: "current" };
  await push("main@sha1:2");
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:2");
  assertEquals(world.plugins.count("plain", "render"), 2);
});

Deno.test("a deletion takes back what was applied, and only then lets the object go", async () => {
  const { world } = await setup();
  world.cluster.refuse = () => undefined;
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(world.cluster.writes.slice(-3), [
    "delete ConfigMap/apps/a",
    "delete ConfigMap/apps/b",
    "patch object Rollout/apps/web",
  ]);
  assertEquals(world.cluster.object(ref), undefined);
});

Deno.test("a suspended delivery that is deleted leaves its objects alone", async () => {
  const { world } = await setup();
  world.cluster.change(ref, { spec: { suspend: true } });
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(world.cluster.object(ref), undefined);
  assert(world.cluster.all().some(({ metadata }) => metadata.name === "a"));
});

Deno.test("a service account acts for the delivery; without it the deletion lists what is left behind", async () => {
  const { world } = await setup({ spec: { serviceAccountName: "deployer" } });
  assertEquals(world.cluster.impersonated, ["system:serviceaccount:apps:deployer apply"]);
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(world.cluster.object(ref), undefined);
  assertStringIncludes(
    world.events("web").at(-1)!,
    "unable to prune objects: \nConfigMap/apps/a\nConfigMap/apps/b",
  );
});

Deno.test("dependsOn holds a delivery back until the other one has the same revision", async () => {
  const { world } = await setup({ spec: { dependsOn: [{ name: "db" }] } });
  assertEquals(world.conditions(ref), [
    "Ready=False/DependencyNotReady: dependency 'apps/db' not found: rollouts.example.dev \"db\" not found",
  ]);
  assertEquals(world.events("web").length, 1);
  const sourceRef = { kind: "Archive", name: "app" };
  await world.put(thing("Rollout", "db", { interval: "20m", sourceRef }));
  assertEquals(world.status(ref)["lastAppliedRevision"], "main@sha1:1");
});

Deno.test("a readyExpr decides in place of readiness; one that is no bool stalls", async () => {
  const dependsOn = [{ name: "db", readyExpr: "dep.spec.open == true" }];
  const { world } = await setup({ spec: { dependsOn } });
  const sourceRef = { kind: "Archive", name: "app" };
  await world.put(thing("Rollout", "db", { interval: "20m", sourceRef, open: false }));
  assertStringIncludes(world.conditions(ref)[0]!, "is not ready according to readyExpr eval");
  world.cluster.change(refTo("Rollout", "db"), { spec: { open: true } });
  await world.pass(5000);
  assertEquals(world.conditions(ref)[0]!.split(":")[0], "Ready=True/ReconciliationSucceeded");
  world.cluster.change(ref, { spec: { dependsOn: [{ name: "db", readyExpr: "dep.spec" }] } });
  await world.settle();
  assertStringIncludes(world.conditions(ref)[0]!, "Stalled=True/InvalidCELExpression");
});

Deno.test("a reference into another namespace is refused where the operator says so", async () => {
  const { world } = await setup({ settings: { noCrossNamespaceRefs: true } });
  world.cluster.change(ref, { spec: { sourceRef: { namespace: "other" } } });
  await world.settle();
  assertEquals(
    world.conditions(ref)[0],
    "Stalled=True/AccessDenied: can't access 'Archive/other/app', cross-namespace references have been blocked",
  );
});

Deno.test("a policy that denies one object keeps the whole group from being sent", async () => {
  const policy: PlainPlugin = {
    manifest: { name: "guard", kind: "policy" },
    methods: {
      judge: ({ batch }: { batch: readonly { object: { metadata: { name: string } } }[] }) => ({
        verdicts: batch.flatMap(({ object }, index) =>
          object.metadata.name === "b" ? [{ index, verdict: "deny", message: "no b here" }] : []
        ),
      }),
    },
  };
  const pipelines = {
    "example.dev/Rollout": { ...rolloutPipeline["example.dev/Rollout"], policies: ["guard"] },
  };
  const { world, inventory } = await setup({ further: [policy], pipelines });
  assertEquals(world.conditions(ref)[1], "Ready=False/PolicyDenied: no b here");
  assertEquals(world.cluster.all().filter(({ kind }) => kind === "ConfigMap"), []);
  assertEquals(inventory(), []);
});

Deno.test("a closed gate holds a delivery back until the time that it names", async () => {
  const gate: PlainPlugin = {
    manifest: { name: "hours", kind: "gate" },
    methods: {
      open: ({ now }: { now: string }) =>
        Date.parse(now) >= Date.UTC(2026, 0, 1, 0, 1)
          ? { open: true }
          : { open: false, reason: "Closed", message: "too early", until: "2026-01-01T00:01:00Z" },
    },
  };
  const pipelines = {
    "example.dev/Rollout": { ...rolloutPipeline["example.dev/Rollout"], gates: ["hours"] },
  };
  const { world } = await setup({ further: [gate], pipelines });
  assertEquals(world.conditions(ref), ["Ready=False/Closed: too early"]);
  await world.pass(60_000);
  assertEquals(world.conditions(ref)[0]!.split(":")[0], "Ready=True/ReconciliationSucceeded");
});

Deno.test("drift is mended alone: the applier is asked about the drifted objects", async () => {
  const { world } = await setup();
  world.cluster.put(configMap("b", { key: "by hand" }));
  const drifted = { apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "b" };
  world.controller.deliveries.drift(ref, drifted, 0);
  world.controller.ask(ref, "drift");
  await world.settle();
  assertEquals(world.cluster.writes.slice(-1), ["apply ConfigMap/apps/b"]);
  const asked = world.plugins.calls.filter(({ method }) => method === "next").at(-2)!;
  assertEquals([asked.request["purpose"], asked.request["drifted"]], ["drift", [1]]);
});
