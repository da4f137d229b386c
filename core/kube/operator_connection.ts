import type { Data } from "contract";
import { type Clock, systemClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { isData } from "./data.ts";
import { connectionOf, invalid, readContext } from "./kubeconfig.ts";

export interface OperatorConnectionOptions {
  /** Path of a kubeconfig; absent: in-cluster. */
  readonly path?: string;
  /** Default: the file's current context. */
  readonly context?: string;
  /** `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`, for in-cluster. */
  readonly service?: { readonly host: string; readonly port: string };
  readonly clock?: Clock;
  readonly readFile?: (path: string) => Promise<string>;
}

const mounted = "/var/run/secrets/kubernetes.io/serviceaccount";
/** Bound tokens are renewed on disk long before they end. */
const tokenMs = 60_000;

/**
 * The operator's own way to the cluster: a kubeconfig, whose files are read, or the service account of the pod.
 * Throws where neither is there, and, by name, where the kubeconfig wants a program run for its credentials.
 */
export async function operatorConnection(options: OperatorConnectionOptions): Promise<Connection> {
  const { path, service, context, readFile = Deno.readTextFile, clock = systemClock } = options;
  const tokenOf = (file: string) => cachedToken(file, readFile, clock);
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
  refusePrograms(user);
  const file = (name: string) => resolve(path, name);
  const connection = connectionOf(
    await inlined(cluster, ["certificate-authority"], file, readFile),
    await inlined(user, ["client-certificate", "client-key"], file, readFile),
    namespace,
  );
  const { tokenFile } = user;
  return typeof tokenFile === "string"
    ? { ...connection, token: tokenOf(file(tokenFile)) }
    : connection;
}

function refusePrograms(user: Data): void {
  if (isData(user.exec)) {
    throw invalid(
      `its user runs "${String(user.exec.command)}" for credentials; name a token instead`,
    );
  }
  if (isData(user["auth-provider"])) {
    throw invalid(`its user has auth-provider "${String(user["auth-provider"].name)}"`);
  }
}

/** What the named keys point to, in place of the paths. */
async function inlined(
  data: Data,
  keys: readonly string[],
  file: (name: string) => string,
  readFile: (path: string) => Promise<string>,
): Promise<Data> {
  const copy: Record<string, unknown> = { ...data };
  for (const key of keys) {
    const path = data[key];
    if (typeof path !== "string" || copy[`${key}-data`] !== undefined) continue;
    copy[`${key}-data`] = new TextEncoder().encode(await readFile(file(path))).toBase64();
  }
  return copy;
}

function cachedToken(
  path: string,
  readFile: (path: string) => Promise<string>,
  clock: Clock,
): () => Promise<string> {
  let kept: { readonly token: string; readonly at: number } | undefined;
  return async () => {
    if (kept === undefined || clock.now() - kept.at >= tokenMs) {
      kept = { token: (await readFile(path)).trim(), at: clock.now() };
    }
    return kept.token;
  };
}

/** Paths in a kubeconfig are relative to its folder. */
function resolve(path: string, name: string): string {
  return name.startsWith("/") ? name : path.slice(0, path.lastIndexOf("/") + 1) + name;
}
