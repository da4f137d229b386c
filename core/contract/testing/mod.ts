/**
 * What a plugin's tests use: the conformance suite of each kind, and a harness that runs a plugin behind the real channel with the
 * real checks, while the world is made of stand-ins.
 *
 * ```ts
 * conforms("source", plugin, new URL("./plugin.yaml", import.meta.url), { spec, world });
 * ```
 *
 * @module
 */
export type { CallOptions, Calls } from "./calls.ts";
export type { ConformsOptions } from "./checks.ts";
export { conforms } from "./conforms.ts";
export { type Harness, harness } from "./harness.ts";
export type { Canned, Peer, Sent, World } from "./world.ts";
