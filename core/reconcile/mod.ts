/**
 * The generic loops, each written once: they know profiles, roles and kinds of plugin, and no plugin.
 *
 * @module
 */
export { conditionsOf, isReady } from "./conditions.ts";
export { Controller } from "./controller.ts";
export { refOfEntry } from "./delivery/inventory.ts";
export { apiVersionOf, type Controlled, Kinds, sayRef } from "./kinds.ts";
export { type FolderOptions, publishFolder } from "./folder.ts";
export { askNow, durationOf, suspended } from "./profile.ts";
export { definitionsOf, installDefinitions, rulesOf } from "./install.ts";
export { Dispatcher } from "./dispatch/dispatch.ts";
export { eventIntake } from "./dispatch/intake.ts";
export type { Cluster, Store } from "./ports.ts";
export { artifactStore } from "./real/artifact_store.ts";
export { kubeCluster } from "./real/kube_cluster.ts";
export { webhookServer } from "./receive/hook.ts";
