import { exponentialRange, type Families } from "./metric_families.ts";

/** How a call to a plugin ended. */
export type CallResult = "ok" | "transient" | "waiting" | "terminal" | "lost" | "cancelled";

/** What the plugins do, and what is refused to them. */
export function pluginMetrics({ counter, gauge, histogram }: Families) {
  const calls = counter({
    name: "sluice_plugin_calls_total",
    help: "Calls to a plugin, by method and how they ended.",
    labelNames: ["plugin", "method", "result"],
  });
  const duration = histogram({
    name: "sluice_plugin_call_duration_seconds",
    help: "How long a call to a plugin took, in seconds.",
    labelNames: ["plugin", "method"],
  }, exponentialRange(0.001, 900, 14));
  const restarts = counter({
    name: "sluice_plugin_restarts_total",
    help:
      "How often a process of a plugin was started again after it ended by itself or was killed.",
    labelNames: ["plugin"],
  });
  const processes = gauge({
    name: "sluice_plugin_processes",
    help: "Processes of a plugin that run now.",
    labelNames: ["plugin"],
  });
  const refused = counter({
    name: "sluice_plugin_refused_total",
    help: "What a plugin asked for and was not given, by reason.",
    labelNames: ["plugin", "reason"],
  });
  const dropped = counter({
    name: "sluice_plugin_log_dropped_total",
    help: "Lines of a plugin's log that were dropped.",
    labelNames: ["plugin"],
  });
  const egress = counter({
    name: "sluice_plugin_egress_bytes_total",
    help: "Bytes that a plugin sent and received through the kernel.",
    labelNames: ["plugin"],
  });

  return {
    called(call: { plugin: string; method: string; result: CallResult; seconds: number }): void {
      const { plugin, method, result, seconds } = call;
      calls.inc({ plugin, method, result });
      duration.observe({ plugin, method }, seconds);
    },
    restarted: (plugin: string) => restarts.inc({ plugin }),
    processes: (plugin: string, running: number) => processes.set({ plugin }, running),
    /** `reason` is one of a fixed few: never a text of the plugin's. */
    refused: (plugin: string, reason: string) => refused.inc({ plugin, reason }),
    logDropped: (plugin: string, lines = 1) => dropped.inc({ plugin }, lines),
    egress: (plugin: string, bytes: number) => egress.inc({ plugin }, bytes),
  };
}
