/**
 * The `sluice` command.
 *
 * @module
 */
export { type Cli, type CliOptions, createCli } from "./cli.ts";
export type { RunOptions } from "./run.ts";
