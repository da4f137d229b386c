/** The cluster that a command talks to. */
import { settledKubeconfig } from "./exec_credentials.ts";
import { type Client, createClient, operatorConnection } from "../kube/mod.ts";

/** The flags that name a cluster. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** `KUBECONFIG`, and the address of the API server inside a pod. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface OpenCluster {
  readonly client: Client;
  /** That of the kubeconfig's context, or of the pod. */
  readonly namespace?: string;
}

/**
 * A client for the cluster of `--kubeconfig`, else of `KUBECONFIG`, else of the pod around us. A program that
 * the kubeconfig names for credentials is run. Throws where there is no cluster.
 */
export async function openCluster(
  flags: ClusterFlags,
  environment: Environment,
): Promise<OpenCluster> {
  const path = flags.kubeconfig ?? environment["KUBECONFIG"];
  const host = environment["KUBERNETES_SERVICE_HOST"],
    port = environment["KUBERNETES_SERVICE_PORT"];
  const settled = path ? await settledKubeconfig(path, flags.context) : undefined;
  const readFile = (file: string) =>
    settled && file === path ? Promise.resolve(settled.text) : Deno.readTextFile(file);
  const connection = await operatorConnection({
    ...path ? { path } : {},
    readFile,
    ...flags.context === undefined ? {} : { context: flags.context },
    ...host && port ? { service: { host, port } } : {},
  });
  const { namespace } = connection;
  return { client: createClient(connection), ...namespace === undefined ? {} : { namespace } };
}
