/** Puts the parts together: the one place that knows them all. */
export { type RunningKernel, start, type Tools } from "./start.ts";
export { ConfigError } from "./plugins.ts";
