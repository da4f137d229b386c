import { hostname } from "node:os";
import { type Target, targetOf } from "../capability/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Host, Loaded, Plugin } from "../host/mod.ts";
import { type Client, type Connection, createClient } from "../kube/mod.ts";
import { artifactStore, type Download, type Kernel, kubeCluster } from "../reconcile/mod.ts";
import { directoryDriver, Store } from "../store/mod.ts";
import { metricsApp, probesApp } from "../telemetry/mod.ts";
import { systemClock } from "../bus/mod.ts";
import { startCluster, type StartedCluster } from "./cluster.ts";
import { startHost } from "./host.ts";
import { lead } from "./lead.ts";
import { createLoops, type Loops } from "./loops.ts";
import { followConfig } from "./reload.ts";
import { listen, type Servers } from "./servers.ts";
import { createTelemetry, type Telemetry, type TelemetryOptions } from "./telemetry.ts";

export interface StartOptions {
  /** What the config says, and the plugins that it names. */
  readonly loaded: Loaded;
  /** Path of the config, which is watched. */
  readonly file: string;
  /** Reads the config anew. */
  readonly load: () => Promise<Loaded>;
  /** The way to the cluster; absent: a plugin of the config serves one. */
  readonly connection?: Connection;
  /** Makes the kinds of the plugins known to a cluster that was just started. */
  readonly install: (connection: Connection, plugins: readonly Plugin[]) => Promise<void>;
  /** Whether this is a pod. */
  readonly inCluster: boolean;
  /** Folder for all that outlives the kernel. */
  readonly state: string;
  /** Folder for artifacts and scratch; no two kernels share one. */
  readonly store: string;
  /** The name space of the lease; made if it is absent. */
  readonly namespace: string;
  /** Where the log goes. Default: standard error. */
  readonly log?: TelemetryOptions["to"];
}

export interface RunningKernel {
  readonly servers: Servers;
  /** Path of a kubeconfig of a cluster that was started for this run. */
  readonly kubeconfig?: string;
  /** Resolves, with the reason, when the kernel can no longer go on: it lost its lease. */
  readonly lost: Promise<string>;
  /** What the loops work with. */
  readonly world: Kernel;
  /** Reads the config again, as SIGHUP asks. */
  reload(): void;
  /** No new work; what runs finishes within the grace; processes end, the lease is given back last. */
  stop(): Promise<void>;
}

/** Starts a kernel: config, host, cluster, store, servers, lease, loops. Throws, with nothing left running, where one of them cannot. */
export async function start(options: StartOptions): Promise<RunningKernel> {
  const { loaded, namespace, store } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(await ownFolder(store));
  const { config, plugins } = loaded;
  const telemetry = createTelemetry({ ...config.log, ...options.log && { to: options.log } });
  const refused: Target[] = [];
  const { host, download } = stack.use(
    await startHost({ ...options, telemetry, endpoints: () => refused }),
  );
  const started = options.connection ? undefined : stack.use(await ownCluster(options, host));
  const connection = options.connection ?? started!.connection;
  refused.push(targetOf(new URL(connection.server)));
  const ended = new AbortController(), { signal } = ended;
  const base = { config, store, telemetry, host, download, connection, signal };
  const parts = await assemble(base);
  const { servers, problem } = parts;
  stack.use(servers);
  refused.push(...listeners(servers));
  const leases = leasesOf(plugins);
  const election = await lead({ ...parts, namespace, leases, telemetry, signal });
  const { reload } = await followConfig({ ...options, telemetry, host, problem, signal });
  const held = stack.move();
  return {
    servers,
    lost: election.lost,
    reload,
    world: parts.loops.world,
    ...started && { kubeconfig: started.kubeconfig },
    async stop() {
      await parts.loops.stop(config.limits.timeouts.drain);
      ended.abort();
      await election.done;
      await held.disposeAsync();
      await telemetry.log.flush({ signal: AbortSignal.timeout(1000) });
    },
  };
}

/** The cluster that a plugin of the config serves. Throws where there is none. */
async function ownCluster(
  { loaded: { config: { cluster = {} } }, install, state }: StartOptions,
  host: Host,
): Promise<StartedCluster> {
  if (!("plugin" in cluster)) throw new Error("Cannot connect: no cluster is named");
  const { plugin, options = {} } = cluster;
  return await startCluster({ host, plugin, options, install, folder: `${state}/cluster` });
}

export interface Parts {
  readonly loops: Loops;
  readonly servers: Servers;
  readonly client: Client;
  /** How long writes may still start, in ms. */
  readonly fence: { rest: () => number };
  /** What `/readyz` has against the config, and whether the loops run. */
  readonly problem: { config: string | undefined; loops: string | undefined };
}

interface Base {
  readonly config: Config;
  readonly store: string;
  readonly telemetry: Telemetry;
  readonly host: Host;
  readonly download: Download;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

async function assemble(
  { config, store: folder, telemetry, host, download, connection, signal }: Base,
): Promise<Parts> {
  const { log, metrics, redactor } = telemetry;
  const apiServer = new URL(connection.server).host;
  const client = createClient(connection, {
    answered: (answer) => metrics.families.restRequests.inc({ ...answer, host: apiServer }),
  });
  const fence = { rest: (): number => Infinity };
  const cluster = kubeCluster({
    client: client.fenced({ rest: () => fence.rest() }),
    signal,
    report: (error) => log.error("a watch is behind", { error }),
  });
  const { retention, directory = `${folder}/store` } = config.store;
  const store = new Store({
    driver: directoryDriver(directory),
    get address() {
      return advertised(config.server, servers.addresses["artifacts"]);
    },
    clock: { now: Date.now },
    retention,
    onCorrupt: (path) => log.error("an artifact was damaged and is made anew", { path }),
  });
  await store.open();
  const artifacts = artifactStore({ store, packs: `${folder}/packs`, download });
  const loops = createLoops({ config, host, cluster, store: artifacts, telemetry });
  const problem: Parts["problem"] = { config: undefined, loops: "the loops have not started" };
  const readyz = (["config", "loops"] as const).map((name) => ({
    name,
    check: () => problem[name],
  }));
  const redact = (text: string) => redactor.text(text);
  const health = probesApp({ clock: systemClock, redact, readyz });
  const servers = await listen(config.server, {
    artifacts: store.app(),
    metrics: metricsApp(metrics).route("/", health),
    health,
    webhooks: loops.webhooks,
    events: loops.events,
  }, log);
  return { loops, servers, client, fence, problem };
}

/** Takes a folder for this kernel alone; the lock ends with the process, however it ends. Throws where another has it. */
async function ownFolder(folder: string): Promise<Disposable> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await Deno.open(`${folder}/lock`, { create: true, write: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new Error(`Cannot use the folder "${folder}": another kernel runs there; name another one`);
}

/** Host and port in the URLs of artifacts; what the config leaves out is where we listen. */
function advertised({ advertise }: Config["server"], bound?: Servers["addresses"][string]): string {
  const port = bound?.port ?? 80;
  const name = advertise ?? (bound?.hostname === "127.0.0.1" ? bound.hostname : hostname());
  return (/:\d+$/.test(name) ? name : `${name}:${port}`).replace(/:80$/, "");
}

function leasesOf(plugins: readonly Plugin[]): readonly string[] {
  const named = plugins.map(({ manifest }) => manifest.profile?.lease);
  return [...new Set(named.filter((name) => name !== undefined))];
}

function listeners({ addresses }: Servers): Target[] {
  return Object.entries(addresses)
    .filter(([name]) => name !== "artifacts")
    .map(([, { hostname, port }]) => ({ host: hostname, port }));
}
