/** What stands of a delivery that waits, fails, or is fought over. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Data } from "contract";
import { configMap } from "./sample_plugins.ts";
import { ref, setup } from "./rollout_world.ts";

Deno.test("a wait fails fast: the first object that failed ends it, and it alone is named", async () => {
  let asked = 0;
  const judge = () => ({ status: asked++ === 0 ? "failed" : "inProgress" });
  const { world } = await setup({ spec: { wait: true }, judge });
  const why = "failed early due to stalled resources: [ConfigMap/apps/a status: 'Failed']";
  assertEquals(
    world.conditions(ref).at(-1),
    `Ready=False/HealthCheckFailed: health check failed: ${why}`,
  );
});

Deno.test("what cannot be judged is asked about again every five seconds, and named with the reason in the end", async () => {
  let verdict: Data = { status: "unknown", message: "no such key: phase" };
  const spec = { wait: true, timeout: "30s" };
  const { world } = await setup({ spec, judge: () => verdict });
  await world.pass(31_000);
  assertStringIncludes(
    world.conditions(ref).at(-1)!,
    "timeout waiting for: [ConfigMap/apps/a status: 'Unknown': no such key: phase, ",
  );
  await world.pass(31_000);
  verdict = { status: "current" };
  await world.pass(5000);
  assertEquals(world.conditions(ref), [
    "Ready=True/ReconciliationSucceeded: Applied revision: main@sha1:1",
  ]);
});

Deno.test("a delivery that cannot begin leaves what stands of the one that failed before it", async () => {
  const { world, push } = await setup();
  world.cluster.refuse = (_, { kind }) => kind === "ConfigMap" ? "no" : undefined;
  await push("main@sha1:2", [configMap("c")]);
  const [before] = world.conditions(ref);
  assertStringIncludes(before!, "Reconciling=True/ProgressingWithRetry: Detecting drift");
  const found = world.cluster.object(ref)!, spec = found["spec"] as Data;
  await world.put({ ...found, spec: { ...spec, dependsOn: [{ name: "nobody" }] } });
  const [still, ready] = world.conditions(ref);
  assertEquals(still, before);
  assertStringIncludes(
    ready!,
    "Ready=False/DependencyNotReady: dependency 'apps/nobody' not found",
  );
});

Deno.test("an object that others change again and again is corrected ever more slowly, and its owner says so once", async () => {
  const { world } = await setup();
  const object = { apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name: "b" };
  const isMended = () => world.cluster.object(object)?.["data"] as Data;
  const waits: number[] = [];
  for (let nth = 1; nth <= 6; nth++) {
    world.cluster.put(configMap("b", { key: "by hand" }));
    world.cluster.tellDrift({ owner: ref, object, by: "somebody" });
    await world.settle();
    let seconds = 0;
    for (; isMended()["key"] !== "value" && seconds < 300; seconds++) await world.pass(1000);
    waits.push(seconds);
  }
  assertEquals(waits[0], 0);
  assert(waits.every((one, i) => i === 0 || one > waits[i - 1]!), waits.join(", "));
  assertEquals(world.events("web").filter((event) => event.includes("DriftContested")), [
    'Warning DriftContested: ConfigMap/apps/b was corrected 5 times in ten minutes: "somebody" changes it back',
  ]);
});
