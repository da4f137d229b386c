/** Bundles every plugin of plugins/, and what starts them, for an image: `deno task bundle`. */
import { join } from "node:path";
import { createBundler, shipped } from "./bundle/bundler.ts";
import { readPluginFolder, repository } from "./bundle/folder.ts";
import { bundleProgram } from "./bundle/program.ts";
import { say } from "../config/mod.ts";

/** Fills a cache with the bundle of each plugin below a folder; answers the digest of each, sorted by the folder's name. */
export async function bundleAll(
  plugins: string,
  cache: string,
): Promise<ReadonlyMap<string, string>> {
  const bundler = createBundler(cache), digests = new Map<string, string>();
  for (const name of await foldersOf(plugins)) {
    const plugin = await readPluginFolder(join(plugins, name));
    if ("problems" in plugin) throw new Error(plugin.problems.map(say).join("\n"));
    digests.set(name, (await bundler.prepare(plugin)).digest);
  }
  return digests;
}

/** Bundles what `sluice build` runs of the plugins below a folder. */
async function bundlePrograms(plugins: string, cache: string): Promise<void> {
  for (const name of await foldersOf(plugins)) {
    const entry = join(plugins, name, "program.ts");
    const is = await Deno.stat(entry).then(() => true, () => false);
    if (is) await bundleProgram(entry, join(cache, "programs", name));
  }
}

async function foldersOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "lib") names.push(name);
  }
  return names.sort();
}

if (import.meta.main) {
  for (const [name, digest] of await bundleAll(join(repository, "plugins"), shipped)) {
    console.log(`${digest}  ${name}`);
  }
  await bundlePrograms(join(repository, "plugins"), shipped);
  await createBundler(shipped).prepareModule(join(repository, "core/host/boot.ts"));
}
