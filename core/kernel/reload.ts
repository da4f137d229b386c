import { systemClock } from "../bus/mod.ts";
import { diffConfig, watchConfig } from "../config/mod.ts";
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
    const next = await load().catch(refuse);
    if (!next) return;
    problem.config = undefined;
    const diff = diffConfig(held.config, next.config);
    held = { ...next, plugins: keepUnchanged(held.plugins, next.plugins) };
    log.level = next.config.log.level;
    await host.reload(held.plugins);
    const later = diff.sections.filter((section) => section !== "log");
    const open = later.length > 0 ? { fromTheNextStartOn: later } : {};
    log.info("the config changed", { ...diff, ...open });
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
