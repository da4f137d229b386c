export {
  createLog,
  type Fields,
  type Log,
  type LoggedObject,
  type Logger,
  type LogOptions,
  objectFields,
} from "./log.ts";
export { type Level, levels } from "./log_line.ts";
export type { ByteWriter } from "./line_writer.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export type { CallResult } from "./plugin_metrics.ts";
export { type Check, metricsApp, probesApp, type ProbesOptions } from "./probes.ts";
export type { ProcessFacts } from "./process_metrics.ts";
export type { MeasuredObject, ReconcileResult } from "./reconcile_metrics.ts";
export { createRedactor, type Redactor, type RedactorOptions } from "./redactor.ts";
export { type Attributes, createTracing, systemTracer, type Traced } from "./tracing.ts";
export type { ServedRequest } from "./traffic_metrics.ts";
