import { parseNode, toJS } from "contract/yaml";
import { dirname, join, resolve } from "node:path";
import { isMap } from "../contract/data.ts";
import type { ConfigFlags } from "./config_commands.ts";

async function readYaml(file: string): Promise<unknown> {
  const node = parseNode(await Deno.readTextFile(file));
  return node && toJS(node);
}

/** Whether the folder holds the manifest of a renderer of that name. */
async function isRenderer(folder: string, name: string): Promise<boolean> {
  const manifest = await readYaml(join(folder, "plugin.yaml"));
  return isMap(manifest) && manifest["kind"] === "renderer" && manifest["name"] === name;
}

/** The folders of the plugins that a config names, without checking anything else of it. */
async function foldersOf(config: string): Promise<string[]> {
  const read = await readYaml(config);
  const plugins = isMap(read) && isMap(read["plugins"]) ? Object.values(read["plugins"]) : [];
  return plugins.flatMap((plugin) => {
    const use = isMap(plugin) ? plugin["use"] : undefined;
    return typeof use !== "string" || use.startsWith("oci://")
      ? []
      : [resolve(dirname(resolve(config)), use)];
  });
}

/** The folder of a renderer among the plugins of a config; `undefined` where there is none, or the files are not in order. */
async function rendererFolder(name: string, config: string): Promise<string | undefined> {
  try {
    for (const folder of await foldersOf(config)) {
      if (await isRenderer(folder, name)) return folder;
    }
  } catch { /* who checks the whole config says what is wrong */ }
  return undefined;
}

/** Whether a config has an engine of that name. */
export async function isEngine(engine: string, config: string): Promise<boolean> {
  return await rendererFolder(`render-${engine}`, config) !== undefined;
}

/**
 * The folder of the renderer `render-ENGINE` of a config. A build waits for no more than that: the whole config is checked
 * only where the engine is not found.
 */
export async function engineFolder(
  engine: string,
  { config, state }: Pick<ConfigFlags, "state"> & { readonly config: string },
): Promise<string> {
  const name = `render-${engine}`;
  const found = await rendererFolder(name, config);
  if (found !== undefined) return found;
  const { load } = await import("./load.ts");
  if ("problems" in await load(config, state)) {
    throw new Error(`Cannot build: ${config} has mistakes; see sluice config check`);
  }
  throw new Error(`Cannot build: no renderer of ${config} is called "${name}"`);
}
