/** The `sluice` command: the only reader of the environment. */
import { fileURLToPath } from "node:url";
import { type CliOptions, createCli, type RunOptions } from "./cli/mod.ts";
import type { ShowOptions } from "./cli/local/mod.ts";
import type { RunningKernel } from "./kernel/mod.ts";

const shipped = fileURLToPath(new URL("../plugins/default.yaml", import.meta.url));
/** Where the lease stands, as those of Flux's controllers do. */
const NAMESPACE = "flux-system";
/** Where a pod finds its API server. */
const SERVICE = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"];

/** Runs the kernel until SIGTERM or SIGINT; SIGHUP reads the config again. Throws where it lost its lease. */
async function run(options: RunOptions): Promise<void> {
  const { config, state, kubeconfig, context, logLevel, logEncoding, local = false } = options;
  const { store, advertise, addresses = {} } = options;
  const { start } = await import("./kernel/mod.ts");
  const { renewedKubeconfig } = await import("./cli/exec_credentials.ts");
  const service = local ? undefined : inCluster();
  const screen = options.show &&
    (await import("./cli/local/mod.ts")).screenFor(options.show);
  const path = kubeconfig ?? (local ? undefined : Deno.env.get("KUBECONFIG"));
  const kept = await folder(state);
  using renewed =
    path && await renewedKubeconfig(path, { context, folder: kept, report: console.error }) || null;
  const kernel = await start({
    config,
    local,
    state: kept,
    namespace: NAMESPACE,
    environment: {
      ...path === undefined ? {} : { kubeconfig: renewed?.path ?? path },
      ...context === undefined || renewed ? {} : { context },
      ...service === undefined ? {} : { service },
    },
    ...logLevel === undefined ? {} : { logLevel },
    ...logEncoding === undefined ? {} : { logEncoding },
    ...store === undefined ? {} : { store: await folder(store) },
    ...advertise === undefined ? {} : { advertise },
    addresses,
    ...screen && { log: screen.log },
  });
  const stopped = new AbortController();
  const asked = Promise.race([kernel.lost, signalled("SIGTERM"), signalled("SIGINT")]);
  const lost = asked.finally(() => stopped.abort());
  Deno.addSignalListener("SIGHUP", kernel.reload);
  try {
    await Promise.race([lost, show(options, kernel, { signal: stopped.signal, screen })]);
  } finally {
    Deno.removeSignalListener("SIGHUP", kernel.reload);
    await kernel.stop();
  }
  if (stopped.signal.aborted) {
    const reason = await lost;
    if (reason !== undefined) throw new Error(`Cannot go on: ${reason}`);
  }
}

/** Shows a local run, to its end; else waits for ever. */
async function show(
  { config, state, show }: RunOptions,
  { kubeconfig, publish }: RunningKernel,
  { signal, screen }: { signal: AbortSignal; screen: ShowOptions["screen"] | undefined },
): Promise<void> {
  if (kubeconfig !== undefined) console.error(`export KUBECONFIG=${kubeconfig}`);
  if (kubeconfig === undefined || show === undefined || !screen) return await new Promise(() => {});
  const { showLocal } = await import("./cli/local/mod.ts");
  await showLocal({ ...show, screen, signal, config, state, kubeconfig, publish });
}

/** Makes a folder; its path without links. */
async function folder(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true });
  return await Deno.realPath(path);
}

function signalled(name: Deno.Signal): Promise<undefined> {
  return new Promise((resolve) => {
    const heard = () => {
      Deno.removeSignalListener(name, heard);
      resolve(undefined);
    };
    Deno.addSignalListener(name, heard);
  });
}

function inCluster(): { host: string; port: string } | undefined {
  const [host, port] = SERVICE.map((name) => Deno.env.get(name));
  return host === undefined || port === undefined ? undefined : { host, port };
}

if (import.meta.main) {
  const names = ["SLUICE_CONFIG", "SLUICE_STATE", "KUBECONFIG"].concat(SERVICE);
  const environment = Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
  const openPlugins: CliOptions["openPlugins"] = async (options) =>
    await (await import("./kernel/mod.ts")).openPlugins(options);
  const cli = createCli({ run, openPlugins, environment, config: shipped });
  Deno.exit(await cli.main(Deno.args));
}
