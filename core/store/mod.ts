/** Artifacts: made, kept, checked, served and collected. */
export type { Artifact } from "schemas/artifact.ts";
export type { ObjectName } from "./artifact.ts";
export { directoryDriver } from "./directory_driver.ts";
export type { Draft, Driver, StoredBlob } from "./driver.ts";
export { StoreError } from "./errors.ts";
export { defaultLimits, type Limits } from "./tables/limits.ts";
export { type PutRequest, Store, type StoreOptions, type Verdict } from "./store.ts";
