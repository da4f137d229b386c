/** The `sluice` command: the only reader of the environment. */
import type { RunOptions } from "./cli/mod.ts";
import type { Screen } from "./cli/local/mod.ts";
import type { RunningKernel } from "./kernel/mod.ts";
import { quickBuild } from "./cli/quick_build.ts";

const shipped = decodeURIComponent(new URL("../plugins/default.yaml", import.meta.url).pathname);
/** Where the lease stands, as those of Flux's controllers do. */
const NAMESPACE = "flux-system";
/** Where a pod finds its API server. */
const SERVICE = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"];

/**
 * A part of the program, loaded when it is asked for. Deno loads what an import names before the first line runs, so no
 * import names these.
 */
const parts = {
  cli: (): Promise<typeof import("./cli/mod.ts")> => part("./cli/mod.ts"),
  prepare: (): Promise<typeof import("./cli/prepare.ts")> => part("./cli/prepare.ts"),
  local: (): Promise<typeof import("./cli/local/mod.ts")> => part("./cli/local/mod.ts"),
  kernel: (): Promise<typeof import("./kernel/mod.ts")> => part("./kernel/mod.ts"),
};

const part = (path: string) => import(path);

/** Runs the kernel until SIGTERM or SIGINT; SIGHUP reads the config again. Throws where it lost its lease. */
async function run(options: RunOptions): Promise<void> {
  const [{ start }, { prepare }] = await Promise.all([parts.kernel(), parts.prepare()]);
  const kubeconfig = options.kubeconfig ?? Deno.env.get("KUBECONFIG");
  const service = inCluster();
  const around = options.local
    ? {}
    : { ...kubeconfig && { kubeconfig }, ...service && { service } };
  const screen = options.show && (await parts.local()).screenFor(options.show);
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
  const { showLocal } = await parts.local();
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
  const built = await quickBuild(Deno.args, environment["SLUICE_CONFIG"] ?? shipped);
  if (built !== undefined) Deno.exit(built);
  const cli = (await parts.cli()).createCli({ run, environment, config: shipped });
  Deno.exit(await cli.main(Deno.args));
}
