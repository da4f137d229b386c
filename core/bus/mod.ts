export { type Backoff, backoffMs, defaultBackoff, jitter } from "./backoff.ts";
export { Bus, type ReportHearer } from "./bus.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type KeyParts, type ReconcileKey, reconcileKey } from "./key.ts";
export { type QueueHooks, type QueueOptions, ReconcileQueue } from "./queue.ts";
export type { QueueStats } from "./queue_stats.ts";
export type { Outcome, Run } from "./run.ts";
export type { Priority, Trigger } from "./trigger.ts";
