/** What the bus and the queue tell, as log lines and metrics under the names that Flux's dashboards and `flux logs` know. */
import type { Bus, QueueHooks } from "../bus/mod.ts";
import type { Events, ObjectRef } from "../contract/mod.ts";
import { groupOf } from "../contract/pointer.ts";
import type { Host } from "../host/mod.ts";
import { objectFields } from "../telemetry/mod.ts";
import type { ReconcileResult } from "../telemetry/mod.ts";
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
export function observe(bus: Bus<Events>, host: Host, { log, metrics }: Telemetry): void {
  bus.on("reconcile.finished", ({ ref, result, seconds }) => {
    const { kind, name, namespace = "" } = ref;
    metrics.reconciled({
      controller: controllerOf(ref),
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
  for (const { id } of host.installed) metrics.plugin.processes(id, 0);
}

/** Feeds the workqueue families, one name for each controller as controller-runtime has them. */
export function queueHooks({ metrics }: Telemetry): QueueHooks {
  const byKind = new Map<string, Required<QueueHooks>>();
  const of = (id: string) => {
    const name = id.slice(id.indexOf("/") + 1).toLowerCase();
    const held = byKind.get(name) ?? metrics.queueHooks(name);
    byKind.set(name, held);
    return held;
  };
  return {
    onAdd: (key, ...rest) => of(key.kind).onAdd(key, ...rest),
    onStart: (run, waitedMs) => of(run.key.kind).onStart(run, waitedMs),
    onFinish: (run, outcome, ranMs) => of(run.key.kind).onFinish(run, outcome, ranMs),
    onRetry: (key, inMs) => of(key.kind).onRetry(key, inMs),
  };
}

/** controller-runtime calls a controller by its kind in lower case. */
function controllerOf({ kind }: ObjectRef): string {
  return kind.toLowerCase();
}

function fieldsOf(ref: ObjectRef) {
  const { apiVersion, kind, name, namespace = "" } = ref;
  return objectFields({
    controller: controllerOf(ref),
    group: groupOf(apiVersion),
    kind,
    namespace,
    name,
    reconcileID: crypto.randomUUID(),
  });
}
