import { assert, assertEquals, assertMatch } from "@std/assert";
import { reconcileKey, ReconcileQueue } from "../bus/mod.ts";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { createMetrics } from "./metrics.ts";

const facts = {
  cpuSeconds: () => 1.5,
  residentBytes: () => 1000,
  virtualBytes: () => undefined,
  startedAt: () => 1_700_000_000,
  openFiles: () => {
    throw new Deno.errors.NotCapable("no right to read it");
  },
};

/** The lines of the exposition that begin so, without their values' help. */
async function lines(metrics: ReturnType<typeof createMetrics>, start: string): Promise<string[]> {
  return (await metrics.text()).split("\n").filter((line) => line.startsWith(start));
}

const app = { kind: "Kustomization", name: "apps", namespace: "flux-system" };
const labels = `kind="Kustomization",name="apps",namespace="flux-system"`;

Deno.test("metrics.reconciled() counts for the object and for its controller", async () => {
  const metrics = createMetrics({ facts });
  const one = { ...app, controller: "kustomization", seconds: 0.02 };
  metrics.reconciled({ ...one, result: "requeue_after" });
  metrics.reconciled({ ...one, result: "error", seconds: 2000 });
  const duration = await lines(metrics, "gotk_reconcile_duration_seconds");
  assertEquals(duration.length, 13);
  const bounds = duration.slice(0, 11).map((line) => line.match(/le="([^"]+)"/)?.[1] ?? "");
  assertEquals(bounds.map((bound) => Number(bound).toPrecision(3)), [
    ...["0.0100", "0.0384", "0.147", "0.565", "2.17", "8.31", "31.9", "122", "469"],
    ...["1.80e+3", "NaN"],
  ]);
  assertEquals(duration.slice(9), [
    `gotk_reconcile_duration_seconds_bucket{le="${bounds[9]}",${labels}} 1`,
    `gotk_reconcile_duration_seconds_bucket{le="+Inf",${labels}} 2`,
    `gotk_reconcile_duration_seconds_sum{${labels}} 2000.02`,
    `gotk_reconcile_duration_seconds_count{${labels}} 2`,
  ]);
  assertEquals(await lines(metrics, "controller_runtime_reconcile_"), [
    `controller_runtime_reconcile_total{controller="kustomization",result="requeue_after"} 1`,
    `controller_runtime_reconcile_total{controller="kustomization",result="error"} 1`,
    `controller_runtime_reconcile_errors_total{controller="kustomization"} 1`,
    ...(await lines(metrics, "controller_runtime_reconcile_time_seconds")),
  ]);
});

Deno.test("metrics.forget() drops every series of that object, and of no other", async () => {
  const metrics = createMetrics({ facts });
  for (const object of [app, { ...app, name: "infra" }]) {
    metrics.reconciled({ ...object, controller: "kustomization", seconds: 1, result: "success" });
    metrics.cacheEvent("cache_hit", object);
    metrics.tokenCacheEvent("cache_miss", object, "decrypt_with_aws");
  }
  metrics.forget(app);
  const text = await metrics.text();
  assert(!text.includes(`name="apps"`));
  assertMatch(
    text,
    /gotk_cache_events_total\{event_type="cache_hit",name="infra",namespace="flux-system"\} 1/,
  );
  assertMatch(
    text,
    /gotk_token_cache_events_total\{event_type="cache_miss",kind="Kustomization",name="infra",namespace="flux-system",operation="decrypt_with_aws"\} 1/,
  );
  assertMatch(text, /gotk_reconcile_duration_seconds_count\{.*name="infra".*\} 1/);
});

Deno.test("metrics.queueHooks() and watchQueue() show a queue under the names of client-go", async () => {
  const metrics = createMetrics({ facts });
  const clock = new TestClock();
  const queue = new ReconcileQueue({
    ...{ clock, concurrency: 1, report: () => {}, hooks: metrics.queueHooks("kustomization") },
    reconcile: async () => {
      await new Promise<void>((resolve) => clock.after(2000, resolve));
      return { kind: "failed" };
    },
  });
  metrics.watchQueue("kustomization", queue);
  for (const name of ["a", "b", "c"]) {
    queue.add(reconcileKey({ ...app, name }), { priority: "start", cause: "start" });
  }
  await clock.advance(3500);
  const shown = (await lines(metrics, "workqueue_")).filter((line) => !line.includes("_bucket"));
  assertEquals(shown.map((line) => line.replace(`{name="kustomization"}`, "")), [
    ...["workqueue_depth 2", "workqueue_unfinished_work_seconds 1.5"],
    ...["workqueue_longest_running_processor_seconds 1.5", "workqueue_adds_total 4"],
    ...["workqueue_retries_total 1", "workqueue_queue_duration_seconds_sum 2"],
    ...["workqueue_queue_duration_seconds_count 2", "workqueue_work_duration_seconds_sum 2"],
    "workqueue_work_duration_seconds_count 1",
  ]);
  const stop = queue.stop();
  await clock.advance(2000);
  await stop;
});

Deno.test("metrics of plugins, requests, the lease and workers have their names and labels", async () => {
  const metrics = createMetrics({ facts });
  metrics.plugin.called({ plugin: "p", method: "pull", result: "ok", seconds: 0.1 });
  metrics.plugin.restarted("p");
  metrics.plugin.processes("p", 2);
  metrics.plugin.refused("p", "address");
  metrics.logDropped(2);
  metrics.leading("kustomize-controller-leader-election", true);
  const request = { service: "notification", handler: "/" };
  const answer = { ...request, method: "POST", code: 202 };
  const { families } = metrics;
  families.pluginLogDropped.inc({ plugin: "p" }, 3);
  families.pluginEgress.inc({ plugin: "p" }, 4);
  families.restRequests.inc({ code: 200, method: "PATCH", host: "10.0.0.1:443" });
  families.activeWorkers.set({ controller: "kustomization" }, 1);
  families.maxConcurrent.set({ controller: "kustomization" }, 4);
  families.tokenCacheItems.set(5);
  families.tokenCacheRequests.inc({ status: "success" });
  families.tokenCacheEvictions.inc();
  families.receiverInflight.inc(request);
  families.receiverInflight.dec(request);
  families.receiverDuration.observe(answer, 1);
  families.receiverSize.observe(answer, 1);
  const shown = (await metrics.text()).split("\n")
    .filter((line) => /^[a-z]/.test(line) && !/_bucket|^process_|_sum/.test(line));
  const served = `service="notification",handler="/",method="POST",code="202"`;
  const wanted = [
    `controller_runtime_active_workers{controller="kustomization"} 1`,
    `controller_runtime_max_concurrent_reconciles{controller="kustomization"} 4`,
    `rest_client_requests_total{code="200",method="PATCH",host="10.0.0.1:443"} 1`,
    `leader_election_master_status{name="kustomize-controller-leader-election"} 1`,
    `gotk_token_cached_items 5`,
    `gotk_token_cache_requests_total{status="success"} 1`,
    `gotk_token_cache_evictions_total 1`,
    `gotk_receiver_http_request_duration_seconds_count{${served}} 1`,
    `gotk_receiver_http_response_size_bytes_count{${served}} 1`,
    `gotk_receiver_http_requests_inflight{service="notification",handler="/"} 0`,
    `sluice_plugin_calls_total{plugin="p",method="pull",result="ok"} 1`,
    `sluice_plugin_call_duration_seconds_count{plugin="p",method="pull"} 1`,
    `sluice_plugin_restarts_total{plugin="p"} 1`,
    `sluice_plugin_processes{plugin="p"} 2`,
    `sluice_plugin_refused_total{plugin="p",reason="address"} 1`,
    `sluice_plugin_log_dropped_total{plugin="p"} 3`,
    `sluice_plugin_egress_bytes_total{plugin="p"} 4`,
    `sluice_log_dropped_total 2`,
  ];
  assertEquals(shown.toSorted(), wanted.toSorted());
});

Deno.test("process metrics leave out what the system does not tell", async () => {
  const metrics = createMetrics({ facts });
  await metrics.text();
  assertEquals(await lines(metrics, "process_"), [
    ...["process_cpu_seconds_total 1.5", "process_resident_memory_bytes 1000"],
    "process_start_time_seconds 1700000000",
  ]);
  const real = await createMetrics().text();
  assertMatch(real, /^process_resident_memory_bytes [1-9]\d{6,}$/m);
  assertMatch(real, /^process_cpu_seconds_total 0\.\d+|[1-9]/m);
});

Deno.test("two kernels in one process share no metric", async () => {
  const [one, other] = [createMetrics({ facts }), createMetrics({ facts })];
  one.plugin.restarted("p");
  assertEquals(await lines(other, "sluice_plugin_restarts_total"), []);
});
