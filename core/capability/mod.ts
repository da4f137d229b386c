/** The brokers behind a plugin's handles: egress, connections, secrets, scratch, cache and logs. */
export { type Broker, type BrokerCall, type BrokerOptions, openBroker } from "./broker.ts";
export {
  DEFAULT_LIMITS,
  type KernelServices,
  type KernelServicesOptions,
  type Lent,
  type Limits,
  type SecretValues,
  startKernelServices,
} from "./kernel.ts";
export type { LogLevel, LogLine } from "./log.ts";
export type { Resolve } from "./resolve.ts";
export { scratchUsage } from "./scratch.ts";
export type { Target } from "./vetting.ts";
export { Dial } from "./wire.ts";
