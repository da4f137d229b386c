/**
 * The runtime config: one YAML file, read strictly, with every mistake told at once.
 *
 * @module
 */
export { checkConfig, type Checked, type ManifestRead, pluginsOf } from "./check.ts";
export type { Config, PluginConfig } from "./config.ts";
export { readYaml } from "./document.ts";
export { readManifest } from "./manifest.ts";
export { type ConfigProblem, say, wholeFile } from "./problem.ts";
export { shapeOf } from "./shape.ts";
export { watchConfig } from "./watch.ts";
