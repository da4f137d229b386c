import { resolve } from "node:path";
import { at } from "../contract/mod.ts";
import type { KubeConfigUser } from "schemas/kubeconfig.ts";
import { type Clock, systemClock } from "../kube/clock.ts";
import { connectionOf, invalid, readContext } from "../kube/kubeconfig.ts";
import type { Connection } from "../kube/mod.ts";

/** `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`. */
export interface Service {
  readonly host: string;
  readonly port: string;
}

interface OperatorConnectionOptions {
  /** Path of a kubeconfig; absent: in-cluster. */
  readonly path?: string;
  /** Default: the file's current context. */
  readonly context?: string;
  /** For in-cluster. */
  readonly service?: Service;
  readonly clock?: Clock;
  readonly readFile?: (path: string) => Promise<string>;
}

const mounted = "/var/run/secrets/kubernetes.io/serviceaccount";
/** Bound tokens are renewed on disk long before they end. */
const tokenMs = 60_000;

/**
 * The operator's own way to the cluster: a kubeconfig, whose files are read, or the service account of the pod.
 * Throws where neither is there, and, by name, where this process may not run the program that the kubeconfig wants run for
 * its credentials.
 */
export async function operatorConnection(options: OperatorConnectionOptions): Promise<Connection> {
  const { path, service, context, readFile = Deno.readTextFile, clock = systemClock } = options;
  const tokenOf = (file: string) => cachedToken(() => readFile(file), clock);
  if (path === undefined) {
    if (service === undefined) {
      throw new Error("Cannot connect: no kubeconfig is named, and this is no pod of a cluster");
    }
    const host = service.host.includes(":") ? `[${service.host}]` : service.host;
    return {
      server: `https://${host}:${service.port}`,
      caCerts: [await readFile(`${mounted}/ca.crt`)],
      token: tokenOf(`${mounted}/token`),
      namespace: (await readFile(`${mounted}/namespace`)).trim(),
    };
  }
  const { cluster, user, namespace } = readContext(await readFile(path), context);
  refuseProviders(user);
  const file = (name: string) => resolve(path, "..", name);
  const inline = async <T extends object>(data: T, key: string & keyof T): Promise<T> => {
    const name = data[key], held = `${key}-data`;
    if (typeof name !== "string" || name === "" || Object.hasOwn(data, held)) return data;
    return { ...data, [held]: await readFile(file(name)) };
  };
  const connection = connectionOf(
    await inline(cluster, "certificate-authority"),
    await inline(await inline(user, "client-certificate"), "client-key"),
    namespace,
  );
  if (user.exec) {
    const { withProgram } = await import("./exec_credentials.ts");
    return await withProgram(connection, user.exec, { path, cluster, clock });
  }
  return user.tokenFile ? { ...connection, token: tokenOf(file(user.tokenFile)) } : connection;
}

function refuseProviders({ "auth-provider": provider }: KubeConfigUser): void {
  if (provider) throw invalid(`its user has auth-provider "${String(at(provider, "/name"))}"`);
}

function cachedToken(read: () => Promise<string>, clock: Clock): () => Promise<string> {
  let kept: { readonly token: string; readonly at: number } | undefined;
  return async () => {
    if (kept === undefined || clock.now() - kept.at >= tokenMs) {
      kept = { token: (await read()).trim(), at: clock.now() };
    }
    return kept.token;
  };
}
