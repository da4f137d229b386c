/** The `sluice` command: the only reader of the environment. */
import { fileURLToPath } from "node:url";
import { createCli, type RunOptions } from "./cli/mod.ts";
import type { Screen } from "./cli/local/mod.ts";
import type { RunningKernel } from "./kernel/mod.ts";

const shipped = fileURLToPath(new URL("../plugins/default.yaml", import.meta.url));
/** Where the lease stands, as those of Flux's controllers do. */
const NAMESPACE = "flux-system";
/** Where a pod finds its API server. */
const SERVICE = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"];

/** Runs the kernel until SIGTERM or SIGINT; SIGHUP reads the config again. Throws where it lost its lease. */
async function run(options: RunOptions): Promise<void> {
  const [{ start }, { prepare }] = await Promise.all([
    import("./kernel/mod.ts"),
    import("./cli/prepare.ts"),
  ]);
  const kubeconfig = options.kubeconfig ?? Deno.env.get("KUBECONFIG");
  const service = inCluster();
  const around = options.local
    ? {}
    : { ...kubeconfig && { kubeconfig }, ...service && { service } };
  const screen = options.show && (await import("./cli/local/mod.ts")).screenFor(options.show);
  const prepared = await prepare({ ...options, ...around });
  const log = screen && { log: screen.log };
  const kernel = await start({ ...prepared, ...log, namespace: NAMESPACE });
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
  { kubeconfig, world }: RunningKernel,
  { signal, screen }: { readonly signal: AbortSignal; readonly screen: Screen | undefined },
): Promise<void> {
  if (kubeconfig !== undefined) console.error(`export KUBECONFIG=${kubeconfig}`);
  if (kubeconfig === undefined || show === undefined || !screen) return await new Promise(() => {});
  const { showLocal } = await import("./cli/local/mod.ts");
  await showLocal({ ...show, screen, config, state, kubeconfig, world, signal });
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
