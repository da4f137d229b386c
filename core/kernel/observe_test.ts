import { assertEquals, assertNotEquals } from "@std/assert";
import { Bus, reconcileKey, ReconcileQueue, systemClock } from "../bus/mod.ts";
import type { Events } from "../contract/mod.ts";
import type { Host } from "../host/mod.ts";
import { createLog, createMetrics, createRedactor } from "../telemetry/mod.ts";
import { observe, queueHooks } from "./observe.ts";

const ref = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace: "flux-system",
  name: "apps",
};

Deno.test("all lines of one run bear the same reconcileID, those of the next another", async () => {
  let written = "";
  const to = {
    write(bytes: Uint8Array) {
      written += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  };
  const redactor = createRedactor(), metrics = createMetrics();
  const log = createLog({ to, redactor, clock: systemClock, level: "debug" });
  const telemetry = {
    log,
    metrics,
    redactor,
    traced: <T>(_: string, __: object, work: () => Promise<T>) => work(),
  };
  const bus = new Bus<Events>((error) => {
    throw error;
  });
  const { hooks, runs } = queueHooks(telemetry, 1);
  observe(bus, { installed: [] as const } as unknown as Host, telemetry, runs);
  const ended = Promise.withResolvers<void>();
  let left = 2;
  const queue = new ReconcileQueue({
    concurrency: 1,
    report: () => {},
    hooks,
    reconcile: () => {
      bus.emit("content.stored", { source: ref, revision: "main@sha1:ab", digest: "sha256:cd" });
      bus.emit("reconcile.finished", { ref, result: "done", seconds: 1 });
      if (--left === 0) ended.resolve();
      return Promise.resolve({ kind: "done", againInMs: 1 });
    },
  });
  const { namespace, name } = ref;
  const kind = "kustomize.toolkit.fluxcd.io/Kustomization";
  queue.add(reconcileKey({ kind, namespace, name }), { priority: "start", cause: "start" });
  await ended.promise;
  await queue.stop();
  await log.flush({ signal: AbortSignal.timeout(5000) });
  const ids = written.trim().split("\n").map((line) => JSON.parse(line).reconcileID);
  assertEquals(ids.slice(0, 4), [ids[0], ids[0], ids[2], ids[2]]);
  assertNotEquals(ids[0], ids[2]);
});
