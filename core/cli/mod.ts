/**
 * The `sluice` command.
 *
 * @module
 */
export { type Cli, type CliOptions, createCli, type RunOptions } from "./cli.ts";
