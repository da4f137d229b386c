/** The generic loops over profiles: source, delivery, image, dispatch and receive, each written once. */
export { Controller } from "./controller.ts";
export { Dispatcher } from "./dispatch/dispatch.ts";
export { eventIntake } from "./dispatch/intake.ts";
export type { Artifact, Cluster, Kernel, Settings, Store } from "./ports.ts";
export { webhookServer } from "./receive/hook.ts";
