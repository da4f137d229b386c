import Value from "typebox/value";
import { checker, describe } from "schemas/check.ts";
import { KubeConfig, type KubeConfigCluster, type KubeConfigUser } from "schemas/kubeconfig.ts";
import { terminal } from "contract";
import { yamlToJson } from "contract/yaml";
import { defined } from "contract/data.ts";
import type { Connection } from "./transport.ts";

/** No Secret holds more. */
const maxBytes = 1024 * 1024;

/** Keys that would open a file or run a program of this machine. */
const foreign = {
  cluster: ["certificate-authority"],
  user: ["exec", "auth-provider", "tokenFile", "client-certificate", "client-key"],
} as const;

/**
 * Reads a kubeconfig that came from a tenant: as data, so no file is opened and no program run. Throws a terminal
 * `Failure` that names the key which asks for that, or for an unchecked certificate without `allowInsecure`. The
 * config's own `as` is dropped: whom to act for is the kernel's to say.
 */
export function tenantConnection(
  text: string,
  { allowInsecure = false }: { allowInsecure?: boolean } = {},
): Connection {
  confirmUsable(parsed(text));
  const { cluster, user, namespace } = readContext(text);
  const unchecked = cluster["insecure-skip-tls-verify"] === true && !allowInsecure;
  const [asked] = [
    ...foreign.cluster.filter((key) => cluster[key] !== undefined),
    ...foreign.user.filter((key) => user[key] !== undefined),
    ...unchecked ? ["insecure-skip-tls-verify"] : [],
  ];
  if (asked !== undefined) throw invalid(`it asks for "${asked}"`);
  return connectionOf(cluster, user, namespace);
}

/** What client-go says of a config that leads nowhere (clientcmd, ConfirmUsable). */
function confirmUsable(config: KubeConfig): void {
  const named = config["current-context"] ?? "";
  const context = (config.contexts ?? []).find(({ name }) => name === named)?.context;
  const cluster = (config.clusters ?? []).find(({ name }) => name === context?.cluster)?.cluster;
  const noServer = "cluster has no server defined";
  const problems = [
    ...named !== "" && !context ? [`context was not found for specified context: ${named}`] : [],
    ...cluster ? [] : [noServer],
  ];
  const nothing =
    "no configuration has been provided, try setting KUBERNETES_MASTER environment variable";
  if (problems.length === 0) return;
  const [only = "", ...more] = problems;
  const said = more.length > 0 ? `[${problems.join(", ")}]` : only === noServer ? nothing : only;
  throw terminal("InvalidKubeConfig", `invalid configuration: ${said}`);
}

/** The cluster and user of one context, the current one unless another is asked for. Throws a terminal `Failure`. */
export function readContext(text: string, context?: string) {
  const config = parsed(text);
  const name = context ?? config["current-context"];
  if (!name) throw invalid("it has no current-context");
  const { cluster, user, namespace } = entry(config.contexts, "contexts", name).context;
  return {
    cluster: entry(config.clusters, "clusters", cluster).cluster,
    user: user ? entry(config.users, "users", user).user : {},
    namespace,
  };
}

/** A connection from what stands in the kubeconfig itself. Throws a terminal `Failure`. */
export function connectionOf(
  cluster: KubeConfigCluster,
  user: KubeConfigUser,
  namespace: string | null | undefined,
): Connection {
  const { token, username, password } = user;
  const { "certificate-authority-data": ca } = cluster;
  const { "client-certificate-data": cert, "client-key-data": key } = user;
  if (!URL.canParse(cluster.server)) throw invalid("its cluster has no usable server");
  if (!cert !== !key) throw invalid("a client certificate needs its key");
  return defined({
    server: cluster.server.replace(/\/+$/, ""),
    caCerts: ca ? [ca] : undefined,
    clientCertificate: cert && key ? { cert, key } : undefined,
    token: token ? () => token : undefined,
    basic: username ? { username, password: password ?? "" } : undefined,
    serverName: cluster["tls-server-name"] || undefined,
    proxyUrl: cluster["proxy-url"] || undefined,
    insecure: cluster["insecure-skip-tls-verify"] || undefined,
    namespace: namespace || undefined,
  });
}

const shape = checker(KubeConfig);

function parsed(text: string): KubeConfig {
  if (text.length > maxBytes) throw invalid(`it has ${text.length} characters`);
  const value = readYaml(text) ?? {};
  if (!shape.is(value)) throw invalid(describe(shape.problems(value)));
  try {
    return Value.Decode(KubeConfig, value);
  } catch {
    throw invalid("it holds what is no base64");
  }
}

/** The one entry of a list that is called `name`. */
function entry<T extends { readonly name: string }>(
  entries: readonly T[] | null | undefined,
  list: string,
  name: string | null | undefined,
): T {
  const named = (entries ?? []).filter((one) => one.name === name);
  if (named.length === 1) return named[0]!;
  throw invalid(`its ${list} name ${JSON.stringify(name ?? null)} ${named.length} times`);
}

/** A failure about the text of a kubeconfig. */
export function invalid(state: string): Error {
  return terminal("InvalidKubeConfig", `Cannot use the kubeconfig: ${state}`);
}

/** A YAML document, read as Go does: what is said of one that is none quotes nothing of the text, and with it perhaps a credential. */
function readYaml(text: string): unknown {
  try {
    return JSON.parse(yamlToJson(text));
  } catch (error) {
    throw terminal("InvalidKubeConfig", error instanceof Error ? error.message : String(error));
  }
}
