/** The plugins of a config without loops and servers, to be asked what the kernel would ask them. */
import { join } from "node:path";
import { openBroker, startKernelServices } from "../../capability/mod.ts";
import { Host, type Loaded, type Plugins } from "../../host/mod.ts";
import { createRedactor } from "../../telemetry/mod.ts";

interface OpenPluginsOptions {
  readonly loaded: Loaded;
  readonly state: string;
  /** The API server: no plugin reaches it. */
  readonly server: string | undefined;
  /** Told what goes wrong beside the answers. */
  readonly words: (text: string) => void;
}

/** Ready to be called: a plugin's processes start at its first call, and end with the rest. */
export async function openPlugins(
  { loaded: { config, plugins, boot }, state, server, words }: OpenPluginsOptions,
): Promise<AsyncDisposable & { readonly plugins: Plugins }> {
  const folder = await Deno.makeTempDir({ dir: state, prefix: "asked-" });
  const redactor = createRedactor(), redact = (text: string) => redactor.text(text);
  const { hostname = "", port = "" } = server === undefined ? {} : new URL(server);
  const services = startKernelServices({
    egress: config.limits.egress,
    inCluster: false,
    ownAddresses: Deno.networkInterfaces().map(({ address }) => address),
    endpoints: () => hostname === "" ? [] : [{ host: hostname, port: Number(port || 443) }],
    learn: (value) => void redactor.learn(value),
    log: ({ level, message }) => level === "error" && words(`${redact(message)}\n`),
    refused: (plugin, reason) => words(`${plugin} may not: ${redact(reason)}\n`),
  });
  const lend = (lending: Parameters<typeof openBroker>[0]) => openBroker(lending, services);
  const { start: startTimeoutMs, drain } = config.limits.timeouts;
  const host = new Host({
    ...{ plugins, boot, lend, redact, startTimeoutMs },
    folder: join(await Deno.realPath(folder), "processes"),
  });
  return {
    plugins: host,
    async [Symbol.asyncDispose]() {
      await host.stop(drain);
      await services[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
