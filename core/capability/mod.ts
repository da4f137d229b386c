/** The brokers behind a plugin's handles: egress, connections, secrets, scratch, cache and logs. */
export { openBroker } from "./broker.ts";
export { download } from "./download.ts";
export type { Broker, BrokerCall, Calls, Lending, Lent, SecretData } from "./call.ts";
export { type KernelServices, startKernelServices } from "./kernel.ts";
export type { LogLine } from "./log.ts";
export { targetOf } from "./steps.ts";
export { lookAt, scratchUsage } from "./scratch.ts";
export type { Target } from "./vetting.ts";
