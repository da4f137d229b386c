import { hostname } from "node:os";
import type { Target } from "../capability/mod.ts";
import type { Config } from "../config/config.ts";
import { type Connection, createClient, electLeader } from "../kube/mod.ts";
import { artifactStore, kubeCluster } from "../reconcile/mod.ts";
import { metricsApp, probesApp } from "../telemetry/mod.ts";
import { systemClock } from "../bus/mod.ts";
import { type ClusterEnvironment, connect } from "./connect.ts";
import { type PluginHost, startHost } from "./host.ts";
import { createLoops, type Loops } from "./loops.ts";
import { load, type Loaded } from "./plugins.ts";
import { followConfig } from "./reload.ts";
import { listen, type Servers } from "./servers.ts";
import { openStore } from "./store.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

export interface StartOptions {
  /** Path of the config. */
  readonly config: string;
  /** Folder for all that the kernel keeps: store, scratch, bundles. */
  readonly state: string;
  readonly environment: ClusterEnvironment;
  readonly logLevel?: Config["log"]["level"];
  readonly logEncoding?: Config["log"]["encoding"];
  /** Listen on loopback alone, at any free ports. */
  readonly local?: boolean;
  /** The name space of the lease; made if it is absent. */
  readonly namespace: string;
}

export interface RunningKernel {
  readonly telemetry: Telemetry;
  readonly servers: Servers;
  /** Path of a kubeconfig of a cluster that was started for this run. */
  readonly kubeconfig?: string;
  /** Resolves, with the reason, when the kernel can no longer go on: it lost its lease. */
  readonly lost: Promise<string>;
  /** Reads the config again, as SIGHUP asks. */
  reload(): void;
  /** No new work; what runs finishes within the grace; processes end, the lease is given back last. */
  stop(): Promise<void>;
}

/** Starts a kernel: config, host, cluster, store, servers, lease, loops. Throws, with nothing left running, where one of them cannot. */
export async function start(options: StartOptions): Promise<RunningKernel> {
  await using stack = new AsyncDisposableStack();
  const loaded = await load(options.config, options.state);
  const { config } = loaded;
  const telemetry = createTelemetry({
    level: options.logLevel ?? config.log.level,
    encoding: options.logEncoding ?? config.log.encoding,
  });
  const ended = new AbortController();
  const refused: Target[] = [];
  const plugins = stack.use(await startPlugins(options, loaded, telemetry, refused));
  const connected = stack.use(await connectTo(options, config, plugins));
  refused.push(targetOf(connected.connection));
  const { signal } = ended;
  const parts = await assemble(options, {
    config,
    telemetry,
    plugins,
    connection: connected.connection,
    signal,
  });
  stack.use(parts.servers);
  refused.push(...listeners(parts.servers));
  await makeNamespace(parts.client, options.namespace);
  const election = lead(options, parts, telemetry, signal);
  const reload = () => load(options.config, options.state);
  const { problem } = parts;
  const follow = await followConfig({
    file: options.config,
    load: reload,
    loaded,
    telemetry,
    plugins,
    problem,
    signal,
  });
  const held = stack.move();
  return {
    telemetry,
    servers: parts.servers,
    lost: election.lost,
    reload: follow.reload,
    ...connected.kubeconfig === undefined ? {} : { kubeconfig: connected.kubeconfig },
    async stop() {
      await parts.loops.stop(config.limits.timeouts.drainMs);
      ended.abort();
      await election.done;
      await held.disposeAsync();
      await telemetry.log.flush({ signal: AbortSignal.timeout(1000) });
    },
  };
}

function startPlugins(
  { state, environment }: StartOptions,
  loaded: Loaded,
  telemetry: Telemetry,
  refused: readonly Target[],
) {
  const inCluster = environment.service !== undefined;
  return startHost({
    loaded,
    telemetry,
    folder: `${state}/processes`,
    inCluster,
    endpoints: () => refused,
  });
}

function connectTo({ state, environment }: StartOptions, config: Config, plugins: PluginHost) {
  return connect({ config, environment, host: () => plugins.host, folder: `${state}/cluster` });
}

interface Parts {
  readonly loops: Loops;
  readonly servers: Servers;
  readonly client: ReturnType<typeof createClient>;
  readonly fence: { current: () => number };
  /** What `/readyz` has against the config, and whether the loops run. */
  readonly problem: { config: string | undefined; loops: string | undefined };
}

interface Base {
  readonly config: Config;
  readonly telemetry: Telemetry;
  readonly plugins: PluginHost;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

async function assemble({ state, local = false }: StartOptions, base: Base): Promise<Parts> {
  const { config, telemetry, plugins: { host }, connection, signal } = base;
  const { log, metrics, redactor } = telemetry;
  const client = createClient(connection);
  const fence = { current: (): number => Infinity };
  const report = (error: unknown) => log.error("a watch is behind", { error });
  const cluster = kubeCluster({
    client: client.fenced({ rest: () => fence.current() }),
    signal,
    report,
  });
  const onCorrupt = (path: string) =>
    log.error("an artifact was damaged and is made anew", { path });
  const store = await openStore({
    config,
    folder: `${state}/store`,
    address: () => advertised(config.server, servers.addresses["artifacts"]),
    onCorrupt,
  });
  const artifacts = artifactStore({ store, packs: `${state}/packs` });
  const loops = createLoops({
    config,
    host,
    cluster,
    store: artifacts,
    telemetry,
    instance: hostname(),
  });
  const problem: Parts["problem"] = { config: undefined, loops: "the loops have not started" };
  const checks = (["config", "loops"] as const).map((name) => ({
    name,
    check: () => problem[name],
  }));
  const probes = probesApp({
    clock: systemClock,
    redact: (text) => redactor.text(text),
    readyz: checks,
  });
  const served = store.app(), shown = metricsApp(metrics);
  const servers = await listen(local ? onLoopback(config.server) : config.server, {
    artifacts: (request) => served.fetch(request),
    metrics: (request) => shown.fetch(request),
    health: (request) => probes.fetch(request),
    webhooks: loops.webhooks,
    events: loops.events,
  }, log);
  return { loops, servers, client, fence, problem };
}

/** A lease stands in a name space; a cluster where Flux never was has none for it. */
async function makeNamespace(client: Parts["client"], name: string): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const found = await client.find({ ...namespace, name });
  if (!found) await client.create(namespace, { fieldManager: "sluice" });
}

/** Starts the loops when the lease is ours, and says so when it no longer is. */
function lead(
  options: StartOptions,
  parts: Parts,
  { log, metrics }: Telemetry,
  signal: AbortSignal,
) {
  const lost = Promise.withResolvers<string>();
  const { loops, client, problem, fence } = parts;
  const begin = async () => {
    const started = performance.now();
    await loops.start();
    problem.loops = undefined;
    log.info("all loops run", { seconds: (performance.now() - started) / 1000 });
  };
  const election = electLeader({
    client,
    namespace: options.namespace,
    name: "sluice",
    identity: `${hostname()}_${crypto.randomUUID()}`,
    signal,
    onError: (error) => log.error("the lease cannot be renewed", { error }),
    onChange: (leading) => {
      metrics.leading("sluice", leading);
      if (!leading) return signal.aborted ? undefined : lost.resolve("the lease was lost");
      begin().catch((error) => lost.resolve(`the loops cannot start: ${error}`));
    },
  });
  fence.current = () => election.fence.rest();
  return { lost: lost.promise, done: election.done.finally(() => client.close()) };
}

/** Host and port in the URLs of artifacts; what the config leaves out is where we listen. */
function advertised({ advertise }: Config["server"], bound?: Servers["addresses"][string]): string {
  const port = bound?.port ?? 80;
  const name = advertise ?? (bound?.hostname === "127.0.0.1" ? bound.hostname : hostname());
  return /:\d+$/.test(name) ? name : `${name}:${port}`;
}

function onLoopback(server: Config["server"]): Config["server"] {
  const moved = Object.entries(server).map((
    [name, address],
  ) => [name, typeof address === "object" ? { hostname: "127.0.0.1", port: 0 } : address]);
  return Object.fromEntries(moved);
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
