import { loadConfig, say } from "../config/mod.ts";
import { type Bundler, pluginReader } from "../host/folder.ts";
import { join, resolve } from "node:path";
import { createBundler } from "./bundle/bundler.ts";
import { Failed } from "./failed.ts";
import { type Format, type Output, print } from "./output.ts";

export interface ConfigFlags {
  readonly state: string;
  readonly output: Format;
}

/** A bundler with its cache in the state folder. */
export function cacheBundler(state: string): Bundler {
  return createBundler(join(resolve(state), "cache"));
}

/** Loads a config and the manifests of its plugins. What is wrong is in the answer. */
export function load(file: string, state: string, bundler: Bundler = cacheBundler(state)) {
  return loadConfig(file, { read: pluginReader(bundler) });
}

/** `sluice config check`. Problems are data: one a line, as `file:line:column: path: message`. */
export async function check(output: Output, file: string, flags: ConfigFlags): Promise<void> {
  const checked = await load(file, flags.state);
  const problems = "problems" in checked ? checked.problems : [];
  if (flags.output !== "table") {
    await print(output, flags.output, problems.map((problem) => ({ ...problem })), {});
  } else for (const problem of problems) output.data(`${say(problem)}\n`);
  if ("config" in checked) {
    const { plugins, pipelines } = checked.config;
    const counted = `${count(plugins, "plugin")}, ${count(pipelines, "pipeline")}`;
    output.words(`${file} is in order: ${counted}\n`);
    return;
  }
  output.words(
    `${file} has ${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"}\n`,
  );
  throw new Failed(file);
}

function count(things: object, what: string): string {
  const many = Object.keys(things).length;
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
