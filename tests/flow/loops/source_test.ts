import { assertEquals } from "@std/assert";
import { terminal, transient } from "contract";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { refTo, thing, World } from "./world.ts";

const ref = refTo("Archive", "app");

async function setup(spec = {}) {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [] };
  const world = new World({ plugins: [archiveSource(upstream)] });
  await world.start();
  await world.put(thing("Archive", "app", { interval: "10m", ...spec }));
  return { world, upstream };
}

Deno.test("a source's first run stores its artifact, in one patch besides the finalizer", async () => {
  const { world } = await setup();
  assertEquals(world.cluster.writes, [
    "patch object Archive/apps/app",
    "patch status Archive/apps/app",
  ]);
  const { artifact, observedGeneration } = world.status(ref);
  assertEquals((artifact as { revision: string }).revision, "main@sha1:1");
  assertEquals(observedGeneration, 1);
  assertEquals(world.conditions(ref), [
    "Ready=True/Succeeded: stored artifact for revision 'main@sha1:1'",
    "ArtifactInStorage=True/Succeeded: stored artifact for revision 'main@sha1:1'",
  ]);
  assertEquals(world.events("app"), [
    "Normal NewArtifact: stored artifact for revision 'main@sha1:1'",
  ]);
  assertEquals(world.emitted[0]!.metadata, {
    "example.dev/revision": "main@sha1:1",
    "example.dev/digest": "sha256:tree-main@sha1:1",
  });
});

Deno.test("an idle interval costs one pull and no patch", async () => {
  const { world } = await setup();
  const writes = world.cluster.writes.length;
  await world.pass(11 * 60_000);
  assertEquals(world.plugins.count("archive", "pull"), 2);
  assertEquals(world.plugins.calls.at(-1)!.request["have"], { "": "main@sha1:1" });
  assertEquals(world.cluster.writes.length, writes);
  assertEquals(world.store.puts.length, 1);
});

Deno.test("a request is handled at once, and says so; suspended, it is handled without work", async () => {
  const { world } = await setup();
  const annotations = { "reconcile.fluxcd.io/requestedAt": "r1" };
  world.cluster.change(ref, { metadata: { annotations } });
  await world.settle();
  assertEquals(world.status(ref)["lastHandledReconcileAt"], "r1");
  assertEquals(world.plugins.count("archive", "pull"), 2);
  world.cluster.change(ref, {
    spec: { suspend: true },
    metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "r2" } },
  });
  await world.settle();
  assertEquals(world.status(ref)["lastHandledReconcileAt"], "r2");
  assertEquals(world.status(ref)["observedGeneration"], 2);
  const conditions = world.status(ref)["conditions"] as { observedGeneration: number }[];
  assertEquals(conditions.map(({ observedGeneration }) => observedGeneration), [2, 1]);
  assertEquals(world.plugins.count("archive", "pull"), 2);
});

Deno.test("a failed pull keeps the artifact, is retried with backoff, and is forgotten at the next success", async () => {
  const { world, upstream } = await setup();
  upstream.fail = transient("GitOperationFailed", "the server is away");
  await world.pass(11 * 60_000);
  assertEquals(world.conditions(ref), [
    "Reconciling=True/ProgressingWithRetry: reconciliation in progress",
    "Ready=False/GitOperationFailed: the server is away",
    "ArtifactInStorage=True/Succeeded: stored artifact for revision 'main@sha1:1'",
    "FetchFailed=True/GitOperationFailed: the server is away",
  ]);
  assertEquals(world.events("app").at(-1), "Warning GitOperationFailed: the server is away");
  delete upstream.fail;
  await world.pass(15 * 60_000);
  assertEquals(world.conditions(ref).map((one) => one.split(":")[0]), [
    "Ready=True/Succeeded",
    "ArtifactInStorage=True/Succeeded",
  ]);
});

Deno.test("a terminal failure stalls the object until its spec changes", async () => {
  const { world, upstream } = await setup();
  upstream.fail = terminal("URLInvalid", "no such scheme");
  world.cluster.change(ref, { spec: { url: "x" } });
  await world.settle();
  assertEquals(world.conditions(ref).slice(0, 2), [
    "Stalled=True/URLInvalid: no such scheme",
    "Ready=False/URLInvalid: no such scheme",
  ]);
  assertEquals(world.status(ref)["observedGeneration"], 2);
  const pulls = world.plugins.count("archive", "pull");
  await world.pass(3_600_000);
  assertEquals(world.plugins.count("archive", "pull"), pulls);
  delete upstream.fail;
  world.cluster.change(ref, { spec: { url: "y" } });
  await world.settle();
  assertEquals(world.conditions(ref)[0]!.split(":")[0], "Ready=True/Succeeded");
});

Deno.test("a plugin that does not answer leaves its object Ready=Unknown", async () => {
  const { world, upstream } = await setup();
  upstream.fail = transient("PluginUnavailable", "the process crashed three times");
  world.cluster.change(ref, { spec: { url: "x" } });
  await world.settle();
  assertEquals(
    world.conditions(ref)[1],
    "Ready=Unknown/PluginUnavailable: the process crashed three times",
  );
});

Deno.test("an artifact that the store has lost is pulled again", async () => {
  const { world } = await setup();
  world.store.kept.clear();
  await world.pass(11 * 60_000);
  assertEquals(world.plugins.calls.at(-1)!.request["have"], {});
  assertEquals(world.store.puts.length, 2);
});

Deno.test("an artifact whose bytes are no longer its digest's is told of, and pulled again", async () => {
  const { world } = await setup();
  for (const [path, one] of world.store.kept) {
    world.store.kept.set(path, { ...one, digest: "sha256:other" });
  }
  await world.pass(11 * 60_000);
  assertEquals(world.store.puts.length, 2);
  const why = "computed digest doesn't match 'sha256:tree-main@sha1:1'";
  assertEquals(
    world.events("app").filter((one) => one.startsWith("Warning")),
    [`Warning ArtifactVerificationFailed: failed to verify integrity of artifact: ${why}`],
  );
});

Deno.test("a deleted source takes its artifacts along before its finalizer goes", async () => {
  const { world } = await setup();
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(world.cluster.object(ref), undefined);
  assertEquals(world.store.kept.size, 0);
});

Deno.test("a suspended source that is deleted takes its artifacts along, too", async () => {
  const { world } = await setup();
  world.cluster.change(ref, { spec: { suspend: true } });
  await world.settle();
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(world.cluster.object(ref), undefined);
  assertEquals(world.store.kept.size, 0);
});

Deno.test("a status that somebody else wrote meanwhile is patched on its newest version", async () => {
  const { world, upstream } = await setup();
  upstream.revision = "main@sha1:2";
  const patch = world.cluster.patch.bind(world.cluster);
  let raced = false;
  world.cluster.patch = (target, body, options) => {
    if (!raced && options.subresource === "status") {
      raced = true;
      world.cluster.change(ref, {
        metadata: { labels: { touched: "yes" } },
        status: { written: "by another" },
      });
    }
    return patch(target, body, options);
  };
  await world.pass(11 * 60_000);
  const { artifact } = world.status(ref);
  assertEquals((artifact as { revision: string }).revision, "main@sha1:2");
  assertEquals(world.status(ref)["written"], "by another");
  assertEquals(world.cluster.object(ref)!.metadata.labels, { touched: "yes" });
});

Deno.test("a finalizer is not written over one that was added meanwhile", async () => {
  const { world } = await setup();
  const other = refTo("Archive", "other");
  const patch = world.cluster.patch.bind(world.cluster);
  let raced = false;
  world.cluster.patch = async (target, body, options) => {
    if (!raced && target.name === "other") {
      raced = true;
      await patch(other, { metadata: { finalizers: ["somebody/else"] } }, { manager: "other" });
    }
    return await patch(target, body, options);
  };
  await world.put(thing("Archive", "other", { interval: "10m" }));
  await world.pass(1000);
  assertEquals(world.cluster.object(other)!.metadata.finalizers, [
    "somebody/else",
    "finalizers.example.dev",
  ]);
  assertEquals(world.events("other").map((one) => one.split(":")[0]), ["Normal NewArtifact"]);
});

Deno.test("what changes during a run is answered by the next: neither generation nor request counts as seen", async () => {
  const { world, upstream } = await setup();
  const seen: unknown[] = [];
  const patch = world.cluster.patch.bind(world.cluster);
  world.cluster.patch = async (target, body, options) => {
    const answer = await patch(target, body, options);
    const { observedGeneration, lastHandledReconcileAt } = world.status(ref);
    seen.push([observedGeneration, lastHandledReconcileAt]);
    return answer;
  };
  upstream.revision = "main@sha1:2";
  const verify = world.store.verify.bind(world.store);
  let changed = false;
  world.store.verify = (artifact) => {
    if (!changed) {
      changed = true;
      const annotations = { "reconcile.fluxcd.io/requestedAt": "late" };
      world.cluster.change(ref, { spec: { url: "new" }, metadata: { annotations } });
    }
    return verify(artifact);
  };
  await world.pass(11 * 60_000);
  assertEquals(seen, [[1, undefined], [2, "late"]]);
});
