/** The `sluice` command: the only reader of the environment. */
import { fileURLToPath } from "node:url";
import { createCli, type RunOptions } from "./cli/mod.ts";

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
  const service = local ? undefined : inCluster();
  const path = kubeconfig ?? (local ? undefined : Deno.env.get("KUBECONFIG"));
  const kernel = await start({
    config,
    local,
    state: await folder(state),
    namespace: NAMESPACE,
    environment: {
      ...path === undefined ? {} : { kubeconfig: path },
      ...context === undefined ? {} : { context },
      ...service === undefined ? {} : { service },
    },
    ...logLevel === undefined ? {} : { logLevel },
    ...logEncoding === undefined ? {} : { logEncoding },
    ...store === undefined ? {} : { store: await folder(store) },
    ...advertise === undefined ? {} : { advertise },
    addresses,
  });
  if (kernel.kubeconfig !== undefined) {
    console.log(`The cluster runs. Its kubeconfig is ${kernel.kubeconfig}`);
  }
  Deno.addSignalListener("SIGHUP", kernel.reload);
  const lost = await Promise.race([kernel.lost, signalled("SIGTERM"), signalled("SIGINT")]);
  Deno.removeSignalListener("SIGHUP", kernel.reload);
  await kernel.stop();
  if (lost !== undefined) throw new Error(`Cannot go on: ${lost}`);
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
  const cli = createCli({ run, environment, config: shipped });
  Deno.exit(await cli.main(Deno.args));
}
