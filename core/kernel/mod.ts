/** Puts the parts together: the one place that knows them all. */
export { type RunningKernel, start } from "./start.ts";
