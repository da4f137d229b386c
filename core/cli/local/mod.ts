/** The local run: a fleet on a cluster of its own, shown while it becomes ready. */
export type { Screen } from "./paint.ts";
export { screenFor, showLocal } from "./show.ts";
