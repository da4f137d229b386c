/** The brokers behind a plugin's handles: egress, connections, secrets, scratch, cache and logs. */
export { openBroker } from "./broker.ts";
export type { LogLine } from "./log.ts";
export { scratchUsage } from "./scratch.ts";
export { DEFAULT_LIMITS, type KernelServices, startKernelServices } from "./kernel.ts";
export type { Target } from "./vetting.ts";
export { Dial } from "./wire.ts";
