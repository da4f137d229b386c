/** Puts the parts together: the one place that knows them all. */
export { type RunningKernel, start, type StartOptions } from "./start.ts";
export { ConfigError } from "./plugins.ts";
export type { ClusterEnvironment } from "./connect.ts";
