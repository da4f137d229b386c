export { type ApiServer, type ApiServerOptions, createApiServer } from "./server.ts";
export { kubeconfigOf, listen, type Listening, type ListenOptions } from "./listen.ts";
export { default } from "./plugin.ts";
export { openData } from "./store/data.ts";
export type { Fault, Faultable, FaultPlan } from "./faults.ts";
