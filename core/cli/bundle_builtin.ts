/** Bundles every plugin of plugins/ into a folder, for an image: `deno task bundle [FOLDER]`. */
import { join, resolve } from "node:path";
import { bundleFolder } from "./bundle/bundle.ts";
import { readPluginFolder, repository } from "../host/folder.ts";
import { say } from "../config/mod.ts";

/** Writes the bundle of each plugin to `out/<folder name>`, and answers the digest of each, sorted by name. */
export async function bundleAll(
  plugins: string,
  out: string,
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const name of await foldersOf(plugins)) {
    const plugin = await readPluginFolder(join(plugins, name));
    if ("problems" in plugin) throw new Error(plugin.problems.map(say).join("\n"));
    const folder = join(out, name);
    await Deno.remove(folder, { recursive: true }).catch(() => {}); // there was none
    digests.set(name, await bundleFolder(plugin, folder));
  }
  return digests;
}

async function foldersOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "lib") names.push(name);
  }
  return names.sort();
}

if (import.meta.main) {
  const out = resolve(Deno.args[0] ?? join(repository, ".sluice/plugins"));
  for (const [name, digest] of await bundleAll(join(repository, "plugins"), out)) {
    console.log(`${digest}  ${name}`);
  }
}
