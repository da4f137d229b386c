/**
 * The contract between the kernel and every plugin, shipped or third-party. A plugin imports this module and nothing else of
 * the kernel's; at run time it is a few functions, everything else is types.
 *
 * @module
 */
export * from "./define.ts";
export * from "./errors.ts";
export * from "./pointer.ts";
export { type PackedFile, writePack } from "../pack/mod.ts";
export type * from "./capabilities.ts";
export type * from "./contents.ts";
export type * from "./events.ts";
export type * from "./kinds/applier.ts";
export type * from "./kinds/auth.ts";
export type * from "./kinds/cluster.ts";
export type * from "./kinds/decryptor.ts";
export type * from "./kinds/gate.ts";
export type * from "./kinds/health.ts";
export type * from "./kinds/image.ts";
export type * from "./kinds/mod.ts";
export type * from "./kinds/notifier.ts";
export type * from "./kinds/policy.ts";
export type * from "./kinds/receiver.ts";
export type * from "./kinds/renderer.ts";
export type * from "./kinds/source.ts";
export type { Pack, PackEntry } from "../pack/mod.ts";
export type * from "./report.ts";
export type * from "./rounds.ts";
export type * from "./steps.ts";
export type { Data, KubeObject, Metadata, ObjectRef } from "./objects.ts";
