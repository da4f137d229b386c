import { Registry } from "prom-client";
import type { QueueHooks, ReconcileQueue } from "../bus/mod.ts";
import { type Families, familiesOn } from "./families.ts";
import { collectProcess, type ProcessFacts, systemFacts } from "./process_metrics.ts";
import { reconcileMetrics } from "./reconcile_metrics.ts";

/** How a call to a plugin ended. */
export type CallResult = "ok" | "transient" | "waiting" | "terminal" | "lost" | "cancelled";

/**
 * All metrics of a kernel on a registry of its own. Names, labels and buckets are those of Flux's controllers, so that
 * dashboards made for them work. What takes more than one step is a function that says what has happened; the rest is a
 * step on one of `families`.
 */
export function createMetrics({ facts = systemFacts() }: { facts?: ProcessFacts } = {}) {
  const registry = new Registry();
  const families = familiesOn(registry);
  const queues = new Map<string, Pick<ReconcileQueue, "stats">>();
  return {
    families,
    ...reconcileMetrics(families),
    plugin: pluginMetrics(families),
    /** The hooks that count what a queue of that name does: pass them to its constructor. */
    queueHooks: (name: string) => queueHooks(families, name),
    /** From now on the gauges of that name show this queue. */
    watchQueue: (name: string, queue: Pick<ReconcileQueue, "stats">) =>
      void queues.set(name, queue),
    leading: (name: string, holds: boolean) => families.leader.set({ name }, holds ? 1 : 0),
    /** Lines of the kernel's own log were dropped. */
    logDropped: (lines: number) => families.logDropped.inc(lines),
    contentType: registry.contentType,
    /** Everything as it is now, in the text format of Prometheus. */
    text(): Promise<string> {
      collectProcess(families, facts);
      for (const [name, queue] of queues) collectQueue(families, name, queue);
      return registry.metrics();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

function pluginMetrics({ pluginCalls, pluginDuration, ...families }: Families) {
  return {
    called(call: { plugin: string; method: string; result: CallResult; seconds: number }): void {
      const { plugin, method, result, seconds } = call;
      pluginCalls.inc({ plugin, method, result });
      pluginDuration.observe({ plugin, method }, seconds);
    },
    restarted: (plugin: string) => families.pluginRestarts.inc({ plugin }),
    processes: (plugin: string, running: number) =>
      families.pluginProcesses.set({ plugin }, running),
    /** `reason` is one of a fixed few: never a text of the plugin's. */
    refused: (plugin: string, reason: string) => families.pluginRefused.inc({ plugin, reason }),
  };
}

function queueHooks(families: Families, name: string): Required<QueueHooks> {
  return {
    onAdd: () => families.queueAdds.inc({ name }),
    onStart: (_run, waitedMs) => families.queueWaited.observe({ name }, waitedMs / 1000),
    onFinish: (_run, _outcome, ranMs) => families.queueWorked.observe({ name }, ranMs / 1000),
    onRetry: () => families.queueRetries.inc({ name }),
  };
}

function collectQueue(
  families: Families,
  name: string,
  queue: Pick<ReconcileQueue, "stats">,
): void {
  const { depth, unfinishedMs, longestRunningMs } = queue.stats();
  families.queueDepth.set({ name }, depth);
  families.queueUnfinished.set({ name }, unfinishedMs / 1000);
  families.queueLongest.set({ name }, longestRunningMs / 1000);
}
