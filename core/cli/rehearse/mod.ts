/** Deliveries played through: what would be applied, and what would change, without a change. */
export { buildObject } from "./build.ts";
export { diff } from "./diff.ts";
