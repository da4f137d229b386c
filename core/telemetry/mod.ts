export { createLog, type Log, type Logger, type LogOptions, objectFields } from "./log.ts";
export type { Level } from "./log_line.ts";
export {
  type App,
  controllerOf,
  createMetrics,
  type Metrics,
  type ReconcileResult,
} from "./metrics.ts";
export { metricsApp, probesApp } from "./probes.ts";
export { createRedactor, type Redactor } from "./redactor.ts";
export { createTracing, systemTracer, type Traced } from "./tracing.ts";
