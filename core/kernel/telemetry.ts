import { systemClock } from "../bus/mod.ts";
import type { HostHooks } from "../host/mod.ts";
import {
  createLog,
  createMetrics,
  createRedactor,
  createTracing,
  systemTracer,
} from "../telemetry/mod.ts";
import type { Level, Log, LogOptions, Metrics, Redactor, Traced } from "../telemetry/mod.ts";

export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly redactor: Redactor;
  readonly traced: Traced;
}

export interface TelemetryOptions {
  /** Default: standard error. */
  readonly to?: LogOptions["to"];
  readonly level: Level;
  readonly encoding: "json" | "console";
}

/** Log, metrics and traces of one kernel; what passes the redactor is the same for all. */
export function createTelemetry(
  { to = Deno.stderr, level, encoding }: TelemetryOptions,
): Telemetry {
  const redactor = createRedactor();
  const metrics = createMetrics();
  const dropped = (lines: number) => metrics.families.logDropped.inc(lines);
  const log = createLog({
    to,
    redactor,
    clock: systemClock,
    level,
    encoding,
    dropped,
  });
  return { log, metrics, redactor, traced: createTracing({ tracer: systemTracer(), redactor }) };
}

/** What the host tells of, as metrics and log lines. */
export function hostHooks(
  { log, metrics }: Telemetry,
  processes: (plugin: string) => number,
): HostHooks {
  return {
    called: (fact) => metrics.called(fact),
    refused: ({ plugin, reason }) => {
      metrics.families.pluginRefused.inc({ plugin, reason: reason.split(":")[0]! });
      log.debug("refused to a plugin", { plugin, reason });
    },
    changed: ({ plugin, state, detail }) => {
      metrics.families.pluginProcesses.set({ plugin }, processes(plugin));
      if (state === "failed") metrics.families.pluginRestarts.inc({ plugin });
      if (state === "failed") log.error("plugin process was lost", { plugin, error: detail });
      else if (state === "ready" && detail) {
        log.error("plugin process runs without some caps", { plugin, missing: detail });
      } else log.debug(`plugin process ${state}`, { plugin });
    },
    printed: ({ plugin, text }) => log.debug("plugin printed", { plugin, text }),
  };
}
