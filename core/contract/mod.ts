/**
 * The contract between the kernel and every plugin, shipped or third-party. A plugin imports this module and nothing else of
 * the kernel's; at run time it is a few functions, everything else is types.
 *
 * @module
 */
export { firstValue, isMap } from "./data.ts";
export * from "./define.ts";
export * from "./errors.ts";
export * from "./pointer.ts";
export { type Pack, type PackedFile, type PackEntry, writePack } from "../pack/mod.ts";
export type * from "./capabilities.ts";
export type * from "./events.ts";
export type * from "./kinds.ts";
export type * from "schemas/plugin/mod.ts";
export { parseDuration } from "schemas/duration.ts";
