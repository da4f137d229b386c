import type { Target } from "../capability/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Plugins } from "../host/plugins.ts";
import { startHost } from "./host.ts";
import { load } from "./plugins.ts";
import { createTelemetry } from "./telemetry.ts";

interface PluginsAlone extends AsyncDisposable {
  readonly plugins: Plugins;
  readonly settings: Config;
}

/** The plugins of a config without loops and servers, for a command that asks what the kernel would. Throws ConfigError. */
export async function openPlugins(
  { config, state, refused }: {
    readonly config: string;
    readonly state: string;
    /** Hosts that no plugin reaches. */
    readonly refused: readonly Target[];
  },
): Promise<PluginsAlone> {
  const loaded = await load(config, state);
  const telemetry = createTelemetry({ level: "error", encoding: "console" });
  const folder = await Deno.makeTempDir({ dir: state, prefix: "asked-" });
  const endpoints = () => refused;
  const started = await startHost({ loaded, telemetry, folder, inCluster: false, endpoints });
  return {
    plugins: started.host,
    settings: loaded.config,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}
