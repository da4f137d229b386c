import { systemClock } from "../bus/mod.ts";
import { diffConfig, watchConfig } from "../config/mod.ts";
import type { PluginHost } from "./host.ts";
import { keepUnchanged, type Loaded } from "./plugins.ts";
import type { Telemetry } from "./telemetry.ts";

export interface FollowOptions {
  readonly file: string;
  readonly load: () => Promise<Loaded>;
  readonly loaded: Loaded;
  readonly telemetry: Telemetry;
  readonly plugins: PluginHost;
  /** What is wrong with the file now is put here, for `/readyz`. */
  readonly problem: { config: string | undefined };
  readonly signal: AbortSignal;
}

/**
 * Follows the config file: plugins that changed are drained and started anew, the log level follows at once, and what else
 * differs is said to hold from the next start on. A file with mistakes changes nothing but `/readyz`.
 */
export async function followConfig(options: FollowOptions): Promise<{ reload(): void }> {
  const { file, load, telemetry: { log }, plugins: { host }, problem, signal } = options;
  let held = options.loaded;
  const take = async () => {
    let next: Loaded;
    try {
      next = await load();
    } catch (error) {
      problem.config = (error as Error).message;
      log.error("the config has mistakes: the old one holds on", { error });
      return;
    }
    problem.config = undefined;
    const diff = diffConfig(held.config, next.config);
    const kept = keepUnchanged(held.plugins, next.plugins);
    held = { ...next, plugins: kept };
    log.level = next.config.log.level;
    await host.reload(kept);
    const later = diff.sections.filter((section) => section !== "log");
    log.info("the config changed", {
      ...diff,
      ...later.length > 0 ? { fromTheNextStartOn: later } : {},
    });
  };
  const watch = await watchConfig(file, {
    timer: systemClock,
    signal,
    onChange: take,
    onError: (error) => {
      problem.config = (error as Error).message;
      log.error("the config cannot be read: the old one holds on", { error });
    },
  });
  return watch;
}
