import { Failure } from "../contract/errors.ts";
import type { Host } from "../host/mod.ts";
import type { Config } from "../config/config.ts";
import { type Connection, operatorConnection } from "../kube/mod.ts";

/** What the environment says of a cluster. */
export interface ClusterEnvironment {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly service?: { readonly host: string; readonly port: string };
}

export interface Connected extends AsyncDisposable {
  readonly connection: Connection;
  readonly inCluster: boolean;
  /** Path of a kubeconfig of a cluster that was started for this run. */
  readonly kubeconfig?: string;
}

export interface ConnectOptions {
  readonly config: Config;
  readonly environment: ClusterEnvironment;
  readonly host: () => Host;
  /** Where the kubeconfig of a cluster plugin is written. */
  readonly folder: string;
}

/**
 * The way to the cluster: the command's kubeconfig, else the config's word, else KUBECONFIG, else the pod's own. Throws where none
 * of them says anything.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const { config: { cluster }, environment: { kubeconfig, context, service } } = options;
  const path = kubeconfig ?? (cluster && "kubeconfig" in cluster ? cluster.kubeconfig : undefined);
  if (path !== undefined) {
    const named = context ?? (cluster && "context" in cluster ? cluster.context : undefined);
    const connection = await operatorConnection({
      path,
      ...named === undefined ? {} : { context: named },
    });
    return { connection, inCluster: false, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  if (cluster && "plugin" in cluster) {
    return await startCluster(options, cluster.plugin, cluster.options ?? {});
  }
  const connection = await operatorConnection(service === undefined ? {} : { service });
  return { connection, inCluster: true, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Starts the cluster that a plugin serves; it runs until it is disposed of. */
async function startCluster(
  { host, folder }: ConnectOptions,
  plugin: string,
  options: Readonly<Record<string, unknown>>,
): Promise<Connected> {
  const serving = Promise.withResolvers<string>();
  const ended = new AbortController();
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } };
  const served = host().call(plugin, "cluster", "serve", { options }, {
    object,
    tenant: "",
    signal: ended.signal,
    onServing: serving.resolve,
  });
  served.catch(serving.reject);
  const text = await serving.promise;
  const path = `${folder}/kubeconfig`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(path, text, { mode: 0o600 });
  return {
    connection: await operatorConnection({ path }),
    inCluster: false,
    kubeconfig: path,
    async [Symbol.asyncDispose]() {
      ended.abort(new Failure("transient", "Cancelled", "The kernel stops"));
      await served.catch(() => {});
    },
  };
}
