/**
 * The generic loops, each written once: they know profiles, roles and kinds of plugin, and no plugin.
 *
 * @module
 */
export { conditionsOf, isReady } from "./conditions.ts";
export { Controller } from "./controller.ts";
export { refOfEntry } from "./delivery/inventory.ts";
export { alertKind, apiVersionOf, type Controlled, idOf, Kinds, sayRef } from "./kinds.ts";
export { askNow, durationOf, suspended } from "./profile.ts";
export { Dispatcher } from "./dispatch/dispatch.ts";
export { eventIntake } from "./dispatch/intake.ts";
export type { Artifact, Cluster, Kernel, Store } from "./ports.ts";
export { artifactStore } from "./real/artifact_store.ts";
export type { Download } from "./real/fetched.ts";
export { kubeCluster } from "./real/kube_cluster.ts";
export { rfc3339 } from "./time.ts";
export { webhookServer } from "./receive/hook.ts";
