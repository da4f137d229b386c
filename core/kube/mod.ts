/**
 * The kernel's own way to a cluster: a client on `fetch`, a watch with its cache, conditions, a lease
 * that fences writes, and the executor of an applier's steps.
 *
 * @module
 */
export { applyEntry, contains } from "./as_wanted.ts";
export { ApiError, isAbsent, NoMatchError } from "./api_error.ts";
export { type CallOptions, type Client, createClient } from "./client.ts";
export { systemClock } from "./clock.ts";
export { type StatusCondition, summarize, withCondition } from "./conditions.ts";
export type { Connection } from "./transport.ts";
export { executeGroup } from "./executor.ts";
export { FencedError } from "./fence.ts";
export { tenantConnection } from "./kubeconfig.ts";
export { type Election, electLeader, type LeaseOptions } from "./lease.ts";
export { mergePatch } from "./merge_patch.ts";
export { isNewer, keyOf, type ObjectEvent } from "./object_store.ts";
export { type Watch, watchObjects, withoutManagedFields } from "./watch.ts";
export type { Listing } from "./listing.ts";
