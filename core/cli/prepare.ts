/** What the kernel is started with: the config, checked, the bundles that it names, and the way to the cluster. */
import { fileURLToPath } from "node:url";
import { parseAddress } from "schemas/runtime_config.ts";
import { type Config, type PluginConfig, say } from "../config/mod.ts";
import type { Loaded, Plugin } from "../host/mod.ts";
import { type Connection, createClient } from "../kube/mod.ts";
import type { Bundler } from "./bundle/bundler.ts";
import { verifyBundle } from "./bundle/digest.ts";
import { readPluginFolder } from "./bundle/folder.ts";
import { definitionsOf, installDefinitions } from "./install/definitions.ts";
import { cacheBundler, load } from "./load.ts";
import { operatorConnection, type Service } from "./operator_connection.ts";
import type { RunOptions } from "./run.ts";

const boot = fileURLToPath(new URL("../host/boot.ts", import.meta.url));
const INSTALL_MS = 30_000;

/** The config has mistakes; each is a line of the message. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

interface PrepareOptions extends RunOptions {
  /** Where a pod finds its API server. */
  readonly service?: Service;
}

/** All that the kernel needs to be started as it was asked. Throws ConfigError, and where no cluster is named. */
export async function prepare(options: PrepareOptions) {
  const { config: file, service } = options;
  const state = await made(options.state), store = await made(options.store ?? state);
  const again = async () => {
    const loaded = await loadPlugins(file, state);
    return { ...loaded, config: overridden(loaded.config, options) };
  };
  const loaded = await again();
  const connection = await connectionTo(loaded.config.cluster, options);
  const inCluster = service !== undefined;
  return {
    file,
    state,
    store,
    inCluster,
    install,
    loaded,
    load: again,
    ...connection && { connection },
  };
}

/**
 * Reads and checks the config, and bundles what it names; the cache below `state` makes that quick from the second time on.
 * Throws ConfigError with every mistake there is.
 */
export async function loadPlugins(file: string, state: string): Promise<Loaded> {
  const bundler = cacheBundler(state);
  const checked = await load(file, state, bundler);
  if ("problems" in checked) throw new ConfigError(checked.problems.map(say).join("\n"));
  const { config } = checked;
  const [prepared, plugins] = await Promise.all([
    bundler.prepareModule(boot),
    Promise.all(Object.entries(config.plugins).map(([id, entry]) => bundled(id, entry, bundler))),
  ]);
  return { config, plugins, boot: prepared };
}

async function bundled(id: string, entry: PluginConfig, bundler: Bundler): Promise<Plugin> {
  const read = await readPluginFolder(entry.folder);
  if ("problems" in read) throw new ConfigError(read.problems.map(say).join("\n"));
  const { folder, digest } = await bundler.prepare(read);
  if (entry.digest !== undefined && entry.digest !== digest) { // changed since it was checked
    throw new ConfigError(`plugin ${id} is not what was pinned: its bundle is ${digest}`);
  }
  const { scratchMiB, listen } = entry.granted;
  return {
    id,
    manifest: read.manifest,
    digest,
    bundle: folder,
    config: entry.config,
    verify: () => verifyBundle(folder, digest),
    granted: { ...entry.granted, ...scratchMiB && { scratchMiB: entry.scratchMiB } },
    shared: entry.share,
    poolSize: entry.pool.size,
    memoryMiB: entry.memoryMiB,
    timeoutMs: entry.timeoutMs,
    ...listen && { listen: `127.0.0.1:${entry.config["port"] ?? 0}` },
  };
}

/** Makes a folder; its path without links. */
async function made(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true });
  return await Deno.realPath(path);
}

/** What a command says stands above the file. */
function overridden({ log, server, ...config }: Config, options: RunOptions): Config {
  const { logLevel = log.level, logEncoding = log.encoding, local = false } = options;
  const { addresses = {}, advertise } = options;
  const named = Object.entries(addresses).map(([name, written]) => [name, parseAddress(written)]);
  return {
    ...config,
    log: { ...log, level: logLevel, encoding: logEncoding },
    server: {
      ...local ? onLoopback(server) : server,
      ...advertise && { advertise },
      ...Object.fromEntries(named),
    },
  };
}

/** The same servers, at any free ports. */
function onLoopback(server: Config["server"]): Config["server"] {
  const free = { hostname: "127.0.0.1", port: 0 };
  const moved = Object.entries(server)
    .map(([name, address]) => [name, typeof address === "object" ? free : address]);
  return Object.fromEntries(moved);
}

/** The command's kubeconfig, else the config's, else the pod's own; nothing where a plugin serves the cluster. */
async function connectionTo(
  cluster: Config["cluster"] = {},
  { kubeconfig, context, service }: PrepareOptions,
): Promise<Connection | undefined> {
  const named = "kubeconfig" in cluster || "context" in cluster ? cluster : {};
  const path = kubeconfig ?? named.kubeconfig;
  if (path === undefined && service !== undefined) return await operatorConnection({ service });
  if (path === undefined && "plugin" in cluster) return undefined;
  const chosen = context ?? named.context;
  return await operatorConnection({ ...path && { path }, ...chosen && { context: chosen } });
}

/** A cluster that was just started knows none of the API's kinds. */
async function install(connection: Connection, plugins: readonly Plugin[]): Promise<void> {
  const client = createClient(connection);
  const folders = plugins.map(({ manifest, bundle }) => ({ manifest, folder: bundle }));
  try {
    const signal = AbortSignal.timeout(INSTALL_MS);
    await installDefinitions(client, await definitionsOf(folders), { signal });
  } finally {
    client.close();
  }
}
