/** What the bus and the queue tell, as log lines and metrics under the names that Flux's dashboards and `flux logs` know. */
import { type Bus, type QueueHooks, reconcileKey } from "../bus/mod.ts";
import type { Events, ObjectRef } from "../contract/mod.ts";
import { groupOf } from "../contract/pointer.ts";
import type { Host } from "../host/mod.ts";
import { controllerOf, objectFields, type ReconcileResult } from "../telemetry/mod.ts";
import type { Telemetry } from "./telemetry.ts";

/** Outcomes of the queue in controller-runtime's words. */
const results: Readonly<Record<string, ReconcileResult>> = {
  done: "requeue_after",
  waiting: "requeue_after",
  failed: "error",
  stalled: "success",
  gone: "success",
};

/** Listens until the kernel ends. */
export function observe(bus: Bus<Events>, host: Host, telemetry: Telemetry, runs: Runs): void {
  const { log, metrics } = telemetry, fieldsOf = (ref: ObjectRef) => logged(ref, runs);
  bus.on("reconcile.finished", ({ ref, result, seconds }) => {
    const { kind, name, namespace = "" } = ref;
    metrics.reconciled({
      controller: controllerOf(ref.kind),
      kind,
      name,
      namespace,
      result: results[result] ?? "error",
      seconds,
    });
    log.debug("reconciliation finished", { ...fieldsOf(ref), result, seconds });
  });
  bus.on(
    "object.deleted",
    ({ ref: { kind, name, namespace = "" } }) => metrics.forget({ kind, name, namespace }),
  );
  bus.on("event.emitted", ({ event }) => {
    const { involvedObject: { apiVersion = "", ...ref }, reason, metadata } = event;
    const fields = { ...fieldsOf({ apiVersion, ...ref }), reason, ...metadata };
    if (event.severity === "error") log.error(event.reason, { ...fields, error: event.message });
    else log.info(event.message, fields);
  });
  bus.on(
    "content.stored",
    ({ source, revision, digest }) =>
      log.debug("content stored", { ...fieldsOf(source), revision, digest }),
  );
  for (const { id } of host.installed) metrics.families.pluginProcesses.set({ plugin: id }, 0);
}

/** The id of the run that is under way, by its key: all that is logged of a run bears the same one. */
type Runs = Map<string, string>;

/** The queue's hooks for metrics, and the ids of its runs. */
export function queueHooks({ metrics }: Telemetry, concurrency: number) {
  const runs: Runs = new Map();
  const counting = metrics.queueHooks(concurrency);
  const hooks: QueueHooks = {
    ...counting,
    onStart(run, waitedMs) {
      runs.set(run.key.id, crypto.randomUUID());
      counting.onStart?.(run, waitedMs);
    },
    onFinish(run, outcome, ranMs) {
      runs.delete(run.key.id);
      counting.onFinish?.(run, outcome, ranMs);
    },
  };
  return { hooks, runs };
}

function logged(ref: ObjectRef, runs: Runs) {
  const { apiVersion, kind, name, namespace = "" } = ref;
  const { id } = reconcileKey({ kind: `${groupOf(apiVersion)}/${kind}`, namespace, name });
  return objectFields(ref, runs.get(id) ?? crypto.randomUUID());
}
