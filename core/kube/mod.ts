/**
 * The kernel's own way to a cluster: a client on `fetch`, a watch with its cache, conditions and status, a lease
 * that fences writes, and the executor of an applier's steps.
 *
 * @module
 */
export { ApiError, isAbsent, NoMatchError } from "./api_error.ts";
export { type Client, createClient } from "./client.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  type ConditionStatement,
  type StatusCondition,
  summarize,
  withCondition,
  withoutCondition,
} from "./conditions.ts";
export type { Connection } from "./connection.ts";
export { type Capabilities, discoverAll } from "./discover_all.ts";
export type { Discovery, Resource } from "./discovery.ts";
export { executeRound, type ExecutorOptions, type Failpoint } from "./executor.ts";
export { type Fence, FencedError } from "./fence.ts";
export type { Identity } from "./impersonation.ts";
export { tenantConnection } from "./kubeconfig.ts";
export { type Election, electLeader, type LeaseOptions } from "./lease.ts";
export type { List, Listing } from "./listing.ts";
export { keyOf, type ObjectEvent } from "./object_store.ts";
export { operatorConnection, type OperatorConnectionOptions } from "./operator_connection.ts";
export { refOf } from "./paths.ts";
export { mergePatch, patchStatus } from "./status.ts";
export type { Judge, Verdict } from "./wait.ts";
export { type Watch, watchObjects, type WatchOptions, withoutManagedFields } from "./watch.ts";
