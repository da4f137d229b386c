import { Dial as DialParams, openBroker, startKernelServices } from "../capability/mod.ts";
import type { KernelServices, Target } from "../capability/mod.ts";
import type { Config } from "../config/config.ts";
import { Host, type Lend } from "../host/mod.ts";
import { hostHooks, type Telemetry } from "./telemetry.ts";
import type { Loaded } from "./plugins.ts";

export interface PluginHost extends AsyncDisposable {
  readonly host: Host;
  readonly services: KernelServices;
}

export interface PluginHostOptions {
  readonly loaded: Loaded;
  readonly telemetry: Telemetry;
  /** Folder below which processes get theirs. */
  readonly folder: string;
  readonly inCluster: boolean;
  /** API servers and the kernel's own listeners but artifacts: no plugin reaches them. */
  readonly endpoints: () => readonly Target[];
}

/** Starts the brokers and, on them, the host. No plugin process is started before it is called. */
export async function startHost(options: PluginHostOptions): Promise<PluginHost> {
  const { loaded: { config, plugins, boot }, telemetry, folder } = options;
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // of a kernel that was killed
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const services = startServices(config, options);
  const lend: Lend = (lending) => {
    const broker = openBroker({
      ...lending,
      kernel: services,
      scratch: lending.scratch,
      inputsFolder: lending.inputsFolder,
    });
    const dial = { params: DialParams, run: broker.dial };
    return { calls: { ...broker.calls, dial }, close: broker.close };
  };
  const { timeouts } = config.limits;
  const host: Host = new Host({
    plugins,
    boot,
    folder,
    lend,
    traced: telemetry.traced,
    redact: (text) => telemetry.redactor.text(text),
    hooks: hostHooks(telemetry, (id) => host.pids(id).length),
    idleMs: timeouts.idleMs,
    startTimeoutMs: timeouts.startMs,
  });
  return {
    host,
    services,
    async [Symbol.asyncDispose]() {
      await host.stop(timeouts.drainMs);
      await services[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

function startServices({ limits }: Config, { telemetry, inCluster, endpoints }: PluginHostOptions) {
  const { log, metrics, redactor } = telemetry;
  return startKernelServices({
    egress: limits.egress,
    inCluster,
    endpoints,
    learn: (value) => void redactor.learn(value),
    log: ({ level, message, fields, ...rest }) => log[level](message, { ...rest, ...fields }),
    refused: (plugin, reason) => metrics.plugin.refused(plugin, reason),
  });
}
