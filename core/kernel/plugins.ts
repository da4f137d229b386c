import { fileURLToPath } from "node:url";
import { type Config, loadConfig, type PluginConfig, say } from "../config/mod.ts";
import { verifyBundle } from "../host/digest.ts";
import { type Bundler, pluginReader, readPluginFolder } from "../host/folder.ts";
import type { Plugin } from "../host/mod.ts";

const boot = fileURLToPath(new URL("../host/boot.ts", import.meta.url));

/** The config has mistakes; each is a line of the message. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface Loaded {
  readonly config: Config;
  readonly plugins: readonly Plugin[];
  /** The bundled trusted boot. */
  readonly boot: string;
}

/**
 * Reads and checks the config, and has what it names bundled. Throws ConfigError with every mistake there is.
 */
export async function load(file: string, bundler: Bundler): Promise<Loaded> {
  const checked = await loadConfig(file, { read: pluginReader(bundler) });
  if ("problems" in checked) throw new ConfigError(checked.problems.map(say).join("\n"));
  const { config } = checked;
  const [prepared, plugins] = await Promise.all([
    bundler.prepareModule(boot),
    Promise.all(Object.entries(config.plugins).map(([id, entry]) => prepare(id, entry, bundler))),
  ]);
  return { config, plugins, boot: prepared };
}

async function prepare(id: string, entry: PluginConfig, bundler: Bundler): Promise<Plugin> {
  const read = await readPluginFolder(entry.folder);
  if ("problems" in read) throw new ConfigError(read.problems.map(say).join("\n"));
  const { folder, digest } = await bundler.prepare(read);
  if (entry.digest !== undefined && entry.digest !== digest) { // changed since it was checked
    throw new ConfigError(`plugin ${id} is not what was pinned: its bundle is ${digest}`);
  }
  const { scratchMiB, listen } = entry.granted;
  return {
    id,
    manifest: read.manifest,
    digest,
    bundle: folder,
    config: entry.config,
    verify: () => verifyBundle(folder, digest),
    granted: { ...entry.granted, ...scratchMiB && { scratchMiB: entry.scratchMiB } },
    shared: entry.share,
    poolSize: entry.pool.size,
    memoryMiB: entry.memoryMiB,
    timeoutMs: entry.timeoutMs,
    ...listen && { listen: `127.0.0.1:${entry.config["port"] ?? 0}` },
  };
}

/** The plugins of a newer load; what did not change stays the same object, so that its processes stay. */
export function keepUnchanged(held: readonly Plugin[], next: readonly Plugin[]): readonly Plugin[] {
  const essence = ({ verify: _, ...rest }: Plugin) => JSON.stringify(rest);
  return next.map((plugin) => {
    const before = held.find(({ id }) => id === plugin.id);
    return before && essence(before) === essence(plugin) ? before : plugin;
  });
}
