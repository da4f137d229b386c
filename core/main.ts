/** The `sluice` command: the only reader of the environment. */
import { fileURLToPath } from "node:url";
import { createCli, type RunOptions } from "./cli/mod.ts";

const shipped = fileURLToPath(new URL("../plugins/default.yaml", import.meta.url));
/** Where the in-cluster namespace stands, for the lease. */
const DEFAULT_NAMESPACE = "flux-system";

/** Runs the kernel until SIGTERM or SIGINT; SIGHUP reads the config again. Throws where it lost its lease. */
async function run(
  { config, state, kubeconfig, context, logLevel, logEncoding }: RunOptions,
): Promise<void> {
  const { start } = await import("./kernel/mod.ts");
  const service = inCluster();
  const path = kubeconfig ?? Deno.env.get("KUBECONFIG");
  const kernel = await start({
    config,
    state: await Deno.mkdir(state, { recursive: true }).then(() => Deno.realPath(state)),
    namespace: Deno.env.get("RUNTIME_NAMESPACE") ?? DEFAULT_NAMESPACE,
    environment: {
      ...path === undefined ? {} : { kubeconfig: path },
      ...context === undefined ? {} : { context },
      ...service === undefined ? {} : { service },
    },
    ...logLevel === undefined ? {} : { logLevel },
    ...logEncoding === undefined ? {} : { logEncoding },
  });
  Deno.addSignalListener("SIGHUP", kernel.reload);
  const lost = await Promise.race([kernel.lost, signalled("SIGTERM"), signalled("SIGINT")]);
  Deno.removeSignalListener("SIGHUP", kernel.reload);
  await kernel.stop();
  if (lost !== undefined) throw new Error(`Cannot go on: ${lost}`);
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
  const host = Deno.env.get("KUBERNETES_SERVICE_HOST"),
    port = Deno.env.get("KUBERNETES_SERVICE_PORT");
  return host === undefined || port === undefined ? undefined : { host, port };
}

if (import.meta.main) {
  const { SLUICE_CONFIG, SLUICE_STATE } = {
    SLUICE_CONFIG: Deno.env.get("SLUICE_CONFIG"),
    SLUICE_STATE: Deno.env.get("SLUICE_STATE"),
  };
  const cli = createCli({ run, environment: { SLUICE_CONFIG, SLUICE_STATE }, config: shipped });
  Deno.exit(await cli.main(Deno.args));
}
