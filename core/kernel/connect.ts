import { Failure } from "../contract/errors.ts";
import type { Host, Plugin } from "../host/mod.ts";
import type { Config } from "../config/config.ts";
import { type Connection, operatorConnection } from "../kube/mod.ts";

/** What the environment says of a cluster. */
export interface ClusterEnvironment {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly service?: { readonly host: string; readonly port: string };
}

interface Connected extends AsyncDisposable {
  readonly connection: Connection;
  /** Path of a kubeconfig of a cluster that was started for this run. */
  readonly kubeconfig?: string;
}

interface ConnectOptions {
  readonly cluster: Config["cluster"];
  readonly environment: ClusterEnvironment;
  readonly host: Host;
  /** Makes the kinds of the plugins known to a cluster that was just started. */
  readonly install: (connection: Connection, plugins: readonly Plugin[]) => Promise<void>;
  readonly plugins: readonly Plugin[];
  /** Where the kubeconfig of a cluster plugin is written. */
  readonly folder: string;
}

/**
 * The way to the cluster: the command's kubeconfig or KUBECONFIG, else the config's, else the pod's own, else the cluster of a plugin.
 * Throws where none of them is there.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const { cluster = {}, environment: { kubeconfig, service } } = options;
  const named = "kubeconfig" in cluster || "context" in cluster ? cluster : {};
  const path = kubeconfig ?? named.kubeconfig;
  if (path === undefined && service === undefined && "plugin" in cluster) {
    return await startCluster(options, cluster.plugin, cluster.options ?? {});
  }
  const context = options.environment.context ?? named.context;
  const connection = path === undefined
    ? await operatorConnection(service ? { service } : {})
    : await operatorConnection({ path, ...context === undefined ? {} : { context } });
  return { connection, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Starts the cluster that a plugin serves; it runs until it is disposed of. */
async function startCluster(
  { host, plugins, folder, install }: ConnectOptions,
  plugin: string,
  options: Readonly<Record<string, unknown>>,
): Promise<Connected> {
  const serving = Promise.withResolvers<string>();
  const ended = new AbortController();
  const served = host.call(plugin, "cluster", "serve", { options }, {
    object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } },
    tenant: "",
    signal: ended.signal,
    onServing: serving.resolve,
  });
  served.catch(serving.reject);
  const path = `${folder}/kubeconfig`;
  const text = await serving.promise;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(path, text, { mode: 0o600 });
  const connection = await operatorConnection({ path });
  await install(connection, plugins);
  return {
    connection,
    kubeconfig: path,
    async [Symbol.asyncDispose]() {
      ended.abort(new Failure("transient", "Cancelled", "The kernel stops"));
      await served.catch(() => {});
    },
  };
}
