import { download, openBroker, startKernelServices } from "../capability/mod.ts";
import type { Target } from "../capability/mod.ts";
import { Host, type Loaded, removeAll } from "../host/mod.ts";
import type { Download } from "../reconcile/mod.ts";
import { hostHooks, type Telemetry } from "./telemetry.ts";

interface PluginHost extends AsyncDisposable {
  readonly host: Host;
  /** Fetches a file for the kernel itself, on the way that plugins' requests go. */
  readonly download: Download;
}

interface PluginHostOptions {
  readonly loaded: Loaded;
  readonly telemetry: Telemetry;
  /** Processes get folders below it. */
  readonly store: string;
  readonly inCluster: boolean;
  /** API servers and the kernel's own listeners but artifacts: no plugin reaches them. */
  readonly endpoints: () => readonly Target[];
}

/** Starts the brokers and, on them, the host. No plugin process is started before it is called. */
export async function startHost(options: PluginHostOptions): Promise<PluginHost> {
  const { loaded: { config, plugins, boot }, telemetry, store } = options;
  const folder = `${store}/processes`;
  await removeAll(folder); // of a kernel that was killed
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const kernel = startServices(options);
  const { idle: idleMs, start: startTimeoutMs, drain: drainMs } = config.limits.timeouts;
  const host: Host = new Host({
    plugins,
    boot,
    folder,
    lend: (lending) => openBroker(lending, kernel),
    traced: telemetry.traced,
    redact: (text) => telemetry.redactor.text(text),
    hooks: hostHooks(telemetry, (id) => host.pids(id).length),
    idleMs,
    startTimeoutMs,
  });
  return {
    host,
    download: (request) => download({ ...request, egress: kernel.egress }),
    async [Symbol.asyncDispose]() {
      await host.stop(drainMs);
      await kernel[Symbol.asyncDispose]();
      await removeAll(folder);
    },
  };
}

function startServices({ loaded, telemetry, inCluster, endpoints }: PluginHostOptions) {
  const { log, metrics, redactor } = telemetry;
  return startKernelServices({
    egress: loaded.config.limits.egress,
    inCluster,
    ownAddresses: Deno.networkInterfaces().map(({ address }) => address),
    endpoints,
    learn: (value) => void redactor.learn(value),
    // Whose line it is, no field of it says.
    log: ({ level, message, fields, ...whose }) => log[level](message, { ...fields, ...whose }),
    refused: (plugin, reason) => metrics.families.pluginRefused.inc({ plugin, reason }),
  });
}
