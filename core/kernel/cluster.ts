import { Failure, terminal } from "../contract/errors.ts";
import type { Host, Plugin } from "../host/mod.ts";
import { type Connection, tenantConnection } from "../kube/mod.ts";

export interface StartedCluster extends AsyncDisposable {
  readonly connection: Connection;
  /** Path of its kubeconfig. */
  readonly kubeconfig: string;
}

export interface ClusterOptions {
  readonly host: Host;
  /** The id of the plugin that serves it. */
  readonly plugin: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the kubeconfig is written. */
  readonly folder: string;
  /** Makes the kinds of the plugins known to it. */
  readonly install: (connection: Connection, plugins: readonly Plugin[]) => Promise<void>;
}

/** Starts the cluster that a plugin serves; it runs until it is disposed of. */
export async function startCluster(
  { host, plugin, options, folder, install }: ClusterOptions,
): Promise<StartedCluster> {
  const serving = Promise.withResolvers<string>();
  const ended = new AbortController();
  const served = host.call(plugin, "cluster", "serve", { options }, {
    object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } },
    tenant: "",
    signal: ended.signal,
    onServing: serving.resolve,
  });
  const early = terminal("NotServing", `Plugin "${plugin}" ended before it served a cluster`);
  served.then(() => serving.reject(early), serving.reject);
  const kubeconfig = `${folder}/kubeconfig`;
  const text = await serving.promise;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(kubeconfig, text, { mode: 0o600 });
  const connection = tenantConnection(text);
  await install(connection, host.installed);
  return {
    connection,
    kubeconfig,
    async [Symbol.asyncDispose]() {
      ended.abort(new Failure("transient", "Cancelled", "The kernel stops"));
      await served.catch(() => {});
    },
  };
}
