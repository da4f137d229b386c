import { Registry } from "prom-client";
import { familiesOn } from "./families.ts";
import { pluginMetrics } from "./plugin_metrics.ts";
import { collectProcess, type ProcessFacts, systemFacts } from "./process_metrics.ts";
import { queueMetrics } from "./queue_metrics.ts";
import { reconcileMetrics } from "./reconcile_metrics.ts";
import { trafficMetrics } from "./traffic_metrics.ts";

/**
 * All metrics of a kernel on a registry of its own, behind functions that say what has happened. Names,
 * labels and buckets are those of Flux's controllers, so that dashboards made for them work.
 */
export function createMetrics({ facts = systemFacts() }: { facts?: ProcessFacts } = {}) {
  const registry = new Registry();
  const families = familiesOn(registry);
  const queues = queueMetrics(families);
  return {
    ...reconcileMetrics(families),
    ...queues.functions,
    ...trafficMetrics(families),
    plugin: pluginMetrics(families),
    /** Lines of the kernel's own log were dropped. */
    logDropped: (lines: number) => families.logDropped.inc(lines),
    contentType: registry.contentType,
    /** Everything as it is now, in the text format of Prometheus. */
    text(): Promise<string> {
      collectProcess(families, facts);
      queues.collect();
      return registry.metrics();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
