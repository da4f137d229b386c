/** The local run: a fleet on a cluster of its own, shown while it becomes ready. */
export { screenFor, showLocal, type ShowOptions } from "./show.ts";
