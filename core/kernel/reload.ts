import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../bus/mod.ts";
import { type Config, watchConfig } from "../config/mod.ts";
import type { Host, Loaded, Plugin } from "../host/mod.ts";
import type { Telemetry } from "./telemetry.ts";

interface FollowOptions {
  readonly file: string;
  readonly load: () => Promise<Loaded>;
  readonly loaded: Loaded;
  readonly telemetry: Telemetry;
  readonly host: Host;
  /** What is wrong with the file now is put here, for `/readyz`. */
  readonly problem: { config: string | undefined };
  readonly signal: AbortSignal;
}

/**
 * Follows the config file: plugins that changed are drained and started anew, the log level follows at once, and what else
 * differs is said to hold from the next start on. A file with mistakes changes nothing but `/readyz`.
 */
export async function followConfig(options: FollowOptions): Promise<{ reload(): void }> {
  const { file, load, telemetry: { log }, host, problem, signal } = options;
  let held = options.loaded;
  const refuse = (error: unknown) => {
    problem.config = (error as Error).message;
    log.error("the config has mistakes: the old one holds on", { error });
  };
  const onChange = async () => {
    const read = await load().catch(refuse);
    if (!read) return;
    problem.config = undefined;
    const next = { ...read, plugins: keepUnchanged(held.plugins, read.plugins) };
    const { sections, ...plugins } = changesOf(held, next);
    held = next;
    log.level = next.config.log.level;
    await host.reload(held.plugins);
    const later = sections.filter((section) => section !== "log");
    const open = later.length > 0 ? { fromTheNextStartOn: later } : {};
    log.info("the config changed", { ...plugins, sections, ...open });
  };
  return await watchConfig(file, { timer: systemClock, signal, onChange, onError: refuse });
}

/** The plugins of a newer load; what did not change stays the same object, so that its processes stay. */
function keepUnchanged(held: readonly Plugin[], next: readonly Plugin[]): readonly Plugin[] {
  const essence = ({ verify: _, ...rest }: Plugin) => JSON.stringify(rest);
  return next.map((plugin) => {
    const before = held.find(({ id }) => id === plugin.id);
    return before && essence(before) === essence(plugin) ? before : plugin;
  });
}

/** Ids of plugins that are new, gone, or to be started again, and the sections of the config that differ. */
function changesOf(before: Loaded, after: Loaded) {
  const [old, now] = [before, after].map(({ plugins }) => new Set(plugins.map(({ id }) => id)));
  const sections = Object.keys({ ...before.config, ...after.config }) as (keyof Config)[];
  const isNew = (plugin: Plugin) => !before.plugins.includes(plugin) && old!.has(plugin.id);
  return {
    added: [...now!.difference(old!)],
    removed: [...old!.difference(now!)],
    restart: after.plugins.filter(isNew).map(({ id }) => id),
    sections: sections.filter((name) =>
      name !== "plugins" && !isDeepStrictEqual(before.config[name], after.config[name])
    ),
  };
}
