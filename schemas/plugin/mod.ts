/** Every shape that a call between the kernel and a plugin carries. */
export type * from "./applier.ts";
export type * from "./auth.ts";
export type * from "./cluster.ts";
export type * from "./contents.ts";
export type * from "./decryptor.ts";
export type * from "./gate.ts";
export type * from "./health.ts";
export type * from "./image.ts";
export type * from "./notifier.ts";
export type * from "./policy.ts";
export type * from "./receiver.ts";
export type * from "./renderer.ts";
export type * from "./report.ts";
export type * from "./rounds.ts";
export type * from "./source.ts";
export type * from "./steps.ts";
export type { Data, KubeObject, Metadata, ObjectRef } from "./objects.ts";
