/**
 * The runtime config: one YAML file, read strictly, with every mistake told at once.
 *
 * @module
 */
export { checkConfig, type Checked, type CheckOptions, type ManifestRead } from "./check.ts";
export type * from "./config.ts";
export { type ConfigDiff, diffConfig } from "./diff.ts";
export { readYaml, type YamlFile } from "./document.ts";
export { keepConfig, type KeepOptions } from "./keep.ts";
export { loadConfig, type LoadOptions } from "./load.ts";
export { type ConfigProblem, say } from "./problem.ts";
export type { Known } from "./references.ts";
export { shapeOf } from "./shape.ts";
export { type ConfigWatch, type Timer, watchConfig, type WatchOptions } from "./watch.ts";
