import { assert, assertEquals, assertMatch } from "@std/assert";
import { reconcileKey, ReconcileQueue } from "../bus/mod.ts";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { createMetrics } from "./metrics.ts";

const facts = {
  processCpu: () => 1.5,
  processResident: () => 1000,
  processVirtual: () => undefined,
  processStart: () => 1_700_000_000,
  processFiles: () => {
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
  }
  metrics.forget(app);
  const text = await metrics.text();
  assert(!text.includes(`name="apps"`));
  assertMatch(text, /gotk_reconcile_duration_seconds_count\{.*name="infra".*\} 1/);
});

Deno.test("metrics.queueHooks() show a queue, one for each kind, under the names of client-go", async () => {
  const clock = new TestClock();
  const metrics = createMetrics({ facts, clock });
  const queue = new ReconcileQueue({
    ...{ clock, concurrency: 2, random: () => 0, report: () => {} },
    hooks: metrics.queueHooks(2),
    reconcile: async () => {
      await new Promise<void>((resolve) => clock.after(2000, resolve));
      return { kind: "failed" };
    },
  });
  const start = { priority: "start", cause: "start" } as const;
  for (const name of ["a", "b", "c"]) {
    const kind = "kustomize.toolkit.fluxcd.io/Kustomization";
    queue.add(reconcileKey({ ...app, kind, name }), start);
  }
  await clock.advance(3500);
  queue.add(reconcileKey({ ...app, kind: "source.toolkit.fluxcd.io/GitRepository" }), start);
  const shown = (await lines(metrics, "workqueue_")).filter((line) => !line.includes("_bucket"));
  const own = `{name="kustomization",controller="kustomization"}`;
  const ofOne = shown.filter((line) => line.includes(own)).map((line) => line.replace(own, ""));
  assertEquals(ofOne, [
    ...["workqueue_depth 1", "workqueue_unfinished_work_seconds 2.25"],
    ...["workqueue_longest_running_processor_seconds 1.5", "workqueue_adds_total 5"],
    ...["workqueue_retries_total 2", "workqueue_queue_duration_seconds_sum 2"],
    ...["workqueue_queue_duration_seconds_count 4", "workqueue_work_duration_seconds_sum 4"],
    "workqueue_work_duration_seconds_count 2",
  ]);
  const other = `{name="gitrepository",controller="gitrepository"}`;
  assertEquals(shown.filter((line) => line.startsWith(`workqueue_depth${other}`)), [
    `workqueue_depth${other} 1`,
  ]);
  assertEquals(await lines(metrics, "controller_runtime_"), [
    `controller_runtime_active_workers{controller="kustomization"} 2`,
    `controller_runtime_active_workers{controller="gitrepository"} 0`,
    `controller_runtime_max_concurrent_reconciles{controller="kustomization"} 2`,
  ]);
  const stop = queue.stop();
  await clock.advance(4000);
  await stop;
});

Deno.test("metrics.serving() measures a server's answers as Flux measures its own", async () => {
  const clock = new TestClock();
  const metrics = createMetrics({ facts, clock });
  const app = metrics.serving("receiver", "/hook/", {
    async fetch(request) {
      await clock.advance(20);
      assertEquals(await lines(metrics, "gotk_receiver_http_requests_inflight"), [
        `gotk_receiver_http_requests_inflight{service="",handler="/hook/"} 1`,
      ]);
      return new Response(await request.text(), { status: 202 });
    },
  });
  const url = "http://sluice/hook/abc";
  const answer = await app.fetch(new Request(url, { method: "POST", body: "12345" }));
  assertEquals([answer.status, await answer.text()], [202, "12345"]);
  const labels = `service="",handler="/hook/",method="POST",code="202"`;
  const shown = (await lines(metrics, "gotk_")).filter((line) => !line.includes("_bucket"));
  assertEquals(shown, [
    `gotk_receiver_http_request_duration_seconds_sum{${labels}} 0.02`,
    `gotk_receiver_http_request_duration_seconds_count{${labels}} 1`,
    `gotk_receiver_http_response_size_bytes_sum{${labels}} 5`,
    `gotk_receiver_http_response_size_bytes_count{${labels}} 1`,
    `gotk_receiver_http_requests_inflight{service="",handler="/hook/"} 0`,
  ]);
});

Deno.test("every family but those of servers and queues is fed by one step on it", async () => {
  const metrics = createMetrics({ facts });
  const { families } = metrics;
  metrics.called({ plugin: "p", method: "pull", result: "ok", seconds: 0.1 });
  families.pluginRestarts.inc({ plugin: "p" });
  families.pluginProcesses.set({ plugin: "p" }, 2);
  families.pluginRefused.inc({ plugin: "p", reason: "address" });
  families.logDropped.inc(2);
  families.leader.set({ name: "kustomize-controller-leader-election" }, 1);
  families.restRequests.inc({ code: 200, method: "PATCH", host: "10.0.0.1:443" });
  const shown = (await metrics.text()).split("\n")
    .filter((line) => /^[a-z]/.test(line) && !/_bucket|^process_|_sum/.test(line));
  const wanted = [
    `rest_client_requests_total{code="200",method="PATCH",host="10.0.0.1:443"} 1`,
    `leader_election_master_status{name="kustomize-controller-leader-election"} 1`,
    `sluice_plugin_calls_total{plugin="p",method="pull",result="ok"} 1`,
    `sluice_plugin_call_duration_seconds_count{plugin="p",method="pull"} 1`,
    `sluice_plugin_restarts_total{plugin="p"} 1`,
    `sluice_plugin_processes{plugin="p"} 2`,
    `sluice_plugin_refused_total{plugin="p",reason="address"} 1`,
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
  one.families.pluginRestarts.inc({ plugin: "p" });
  assertEquals(await lines(other, "sluice_plugin_restarts_total"), []);
});
