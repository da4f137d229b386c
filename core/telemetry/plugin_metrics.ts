import type { Families } from "./families.ts";

/** How a call to a plugin ended. */
export type CallResult = "ok" | "transient" | "waiting" | "terminal" | "lost" | "cancelled";

/** What the plugins do, and what is refused to them. */
export function pluginMetrics(families: Families) {
  return {
    called(call: { plugin: string; method: string; result: CallResult; seconds: number }): void {
      const { plugin, method, result, seconds } = call;
      families.pluginCalls.inc({ plugin, method, result });
      families.pluginDuration.observe({ plugin, method }, seconds);
    },
    restarted: (plugin: string) => families.pluginRestarts.inc({ plugin }),
    processes: (plugin: string, running: number) =>
      families.pluginProcesses.set({ plugin }, running),
    /** `reason` is one of a fixed few: never a text of the plugin's. */
    refused: (plugin: string, reason: string) => families.pluginRefused.inc({ plugin, reason }),
    logDropped: (plugin: string, lines: number) => families.pluginLogDropped.inc({ plugin }, lines),
    egress: (plugin: string, bytes: number) => families.pluginEgress.inc({ plugin }, bytes),
  };
}
