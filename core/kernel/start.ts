import { hostname } from "node:os";
import type { Target } from "../capability/mod.ts";
import { parseAddress, type Server } from "schemas/runtime_config.ts";
import type { Config } from "../config/mod.ts";
import type { Host, Plugin } from "../host/mod.ts";
import { type Client, type Connection, createClient } from "../kube/mod.ts";
import { artifactStore, kubeCluster } from "../reconcile/mod.ts";
import { directoryDriver, Store } from "../store/mod.ts";
import { metricsApp, probesApp } from "../telemetry/mod.ts";
import { systemClock } from "../bus/mod.ts";
import { type ClusterEnvironment, connect } from "./connect.ts";
import { startHost } from "./host.ts";
import { lead } from "./lead.ts";
import { createLoops, type Loops } from "./loops.ts";
import { load } from "./plugins.ts";
import { followConfig } from "./reload.ts";
import { listen, type Servers } from "./servers.ts";
import { createTelemetry, type Telemetry, type TelemetryOptions } from "./telemetry.ts";

export interface StartOptions {
  /** Path of the config. */
  readonly config: string;
  /** Folder for all that the kernel keeps: store, scratch, bundles. */
  readonly state: string;
  readonly environment: ClusterEnvironment;
  readonly logLevel?: Config["log"]["level"];
  readonly logEncoding?: Config["log"]["encoding"];
  /** Where the log goes. Default: standard error. */
  readonly log?: TelemetryOptions["to"];
  /** Listen on loopback alone, at any free ports. */
  readonly local?: boolean;
  /** Folder for store and scratch, apart from bundles; no two kernels share one. Default: `state`. */
  readonly store?: string;
  /** Where the servers listen, as `host:port`, instead of where the config says. */
  readonly addresses?: Readonly<Partial<Record<Exclude<keyof Server, "advertise">, string>>>;
  /** Host, or host and port, in the URLs of artifacts, instead of the config's. */
  readonly advertise?: string;
  /** The name space of the lease; made if it is absent. */
  readonly namespace: string;
}

export interface RunningKernel {
  readonly servers: Servers;
  /** Path of a kubeconfig of a cluster that was started for this run. */
  readonly kubeconfig?: string;
  /** Resolves, with the reason, when the kernel can no longer go on: it lost its lease. */
  readonly lost: Promise<string>;
  /** Makes a folder the artifact of an object, now and whenever it changes, until it is disposed of. */
  publish: Loops["publish"];
  /** Reads the config again, as SIGHUP asks. */
  reload(): void;
  /** No new work; what runs finishes within the grace; processes end, the lease is given back last. */
  stop(): Promise<void>;
}

/** Starts a kernel: config, host, cluster, store, servers, lease, loops. Throws, with nothing left running, where one of them cannot. */
export async function start(options: StartOptions): Promise<RunningKernel> {
  const { config: file, state, environment, namespace, store = state } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(await ownFolder(store));
  const loaded = await load(file, state);
  const { config } = loaded;
  const { level, encoding } = config.log;
  const { logLevel = level, logEncoding = encoding } = options;
  const telemetry = createTelemetry({
    ...{ level: logLevel, encoding: logEncoding },
    ...options.log && { to: options.log },
  });
  const refused: Target[] = [];
  const { host } = stack.use(
    await startHost({
      loaded,
      telemetry,
      folder: `${store}/processes`,
      inCluster: environment.service !== undefined,
      endpoints: () => refused,
    }),
  );
  const { cluster } = config, { plugins } = loaded, folder = `${state}/cluster`;
  const connected = stack.use(await connect({ cluster, environment, host, plugins, folder }));
  refused.push(targetOf(connected.connection));
  const ended = new AbortController();
  const { connection } = connected, { signal } = ended;
  const parts = await assemble(options, { config, telemetry, host, connection, signal });
  const { servers, problem } = parts;
  stack.use(servers);
  refused.push(...listeners(servers));
  const leases = leasesOf(plugins);
  const election = await lead({ ...parts, namespace, leases, telemetry, signal });
  const following = { file, state, loaded, telemetry, host, problem, signal };
  const { reload } = await followConfig(following);
  const held = stack.move();
  return {
    servers,
    lost: election.lost,
    reload,
    publish: parts.loops.publish,
    ...connected.kubeconfig === undefined ? {} : { kubeconfig: connected.kubeconfig },
    async stop() {
      await parts.loops.stop(config.limits.timeouts.drain);
      ended.abort();
      await election.done;
      await held.disposeAsync();
      await telemetry.log.flush({ signal: AbortSignal.timeout(1000) });
    },
  };
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
  readonly telemetry: Telemetry;
  readonly host: Host;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

async function assemble(options: StartOptions, base: Base): Promise<Parts> {
  const { store: folder = options.state, local = false, addresses = {}, advertise } = options;
  const { config, telemetry, host, connection, signal } = base;
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
      return advertised(
        { ...config.server, ...advertise && { advertise } },
        servers.addresses["artifacts"],
      );
    },
    clock: { now: Date.now },
    retention,
    onCorrupt: (path) => log.error("an artifact was damaged and is made anew", { path }),
  });
  await store.open();
  const artifacts = artifactStore({ store, packs: `${folder}/packs` });
  const loops = createLoops({ config, host, cluster, store: artifacts, telemetry });
  const problem: Parts["problem"] = { config: undefined, loops: "the loops have not started" };
  const readyz = (["config", "loops"] as const).map((name) => ({
    name,
    check: () => problem[name],
  }));
  const named = Object.entries(addresses).map(([name, written]) => [name, parseAddress(written)]);
  const configured = local ? onLoopback(config.server) : config.server;
  const server = { ...configured, ...Object.fromEntries(named) };
  const redact = (text: string) => redactor.text(text);
  const health = probesApp({ clock: systemClock, redact, readyz });
  const servers = await listen(server, {
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

function onLoopback(server: Config["server"]): Config["server"] {
  const moved = Object.entries(server).map((
    [name, address],
  ) => [name, typeof address === "object" ? { hostname: "127.0.0.1", port: 0 } : address]);
  return Object.fromEntries(moved);
}

function leasesOf(plugins: readonly Plugin[]): readonly string[] {
  const named = plugins.map(({ manifest }) => manifest.profile?.lease);
  return [...new Set(named.filter((name) => name !== undefined))];
}

function targetOf({ server }: Connection): Target {
  const { hostname, port, protocol } = new URL(server);
  return { host: hostname, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

function listeners({ addresses }: Servers): Target[] {
  return Object.entries(addresses)
    .filter(([name]) => name !== "artifacts")
    .map(([, { hostname, port }]) => ({ host: hostname, port }));
}
