export { Bus } from "./bus.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type ReconcileKey, reconcileKey } from "./key.ts";
export { type QueueHooks, ReconcileQueue } from "./queue.ts";
export type { Outcome } from "./outcome.ts";
export { type Breathe, slices } from "./slices.ts";
export type { Trigger } from "./trigger.ts";
