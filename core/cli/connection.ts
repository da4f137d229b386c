/** The cluster that a command talks to. */
import { type Client, createClient } from "../kube/mod.ts";
import { operatorConnection } from "./operator_connection.ts";

/** The flags that name a cluster. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** `KUBECONFIG`, and the address of the API server inside a pod. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface OpenCluster {
  readonly client: Client;
  /** URL of the API server. */
  readonly server: string;
  /** That of the kubeconfig's context, or of the pod. */
  readonly namespace?: string;
}

/** A client for the cluster of `--kubeconfig`, else of `KUBECONFIG`, else of the pod around us. Throws where there is none. */
export async function openCluster(
  flags: ClusterFlags,
  environment: Environment,
): Promise<OpenCluster> {
  const path = flags.kubeconfig ?? environment["KUBECONFIG"];
  const host = environment["KUBERNETES_SERVICE_HOST"],
    port = environment["KUBERNETES_SERVICE_PORT"];
  const connection = await operatorConnection({
    ...path ? { path } : {},
    ...flags.context === undefined ? {} : { context: flags.context },
    ...host && port ? { service: { host, port } } : {},
  });
  const { namespace, server } = connection;
  return {
    client: createClient(connection),
    server,
    ...namespace === undefined ? {} : { namespace },
  };
}
