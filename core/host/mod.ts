/** Plugins as processes: the checked boundary between the kernel and everything that is pluggable. */
export { Host, type HostHooks, type HostOptions } from "./host.ts";
export type { Broker, BrokerCall, BrokerStream, Lend, Lending } from "./lend.ts";
export { helloOf, type Plugin } from "./plugin.ts";
export type { Answered, Given, Installed, Plugins, SecretData } from "./plugins.ts";
export { servePlugin } from "./serve.ts";
