import { Registry } from "prom-client";
import { familiesOn } from "./metric_families.ts";
import { pluginMetrics } from "./plugin_metrics.ts";
import { type ProcessFacts, processMetrics, systemFacts } from "./process_metrics.ts";
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
  processMetrics(families, facts);
  return {
    registry,
    ...reconcileMetrics(families),
    ...queueMetrics(families),
    ...trafficMetrics(families),
    plugin: pluginMetrics(families),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
