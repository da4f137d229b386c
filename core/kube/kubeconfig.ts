import { parse } from "yaml";
import { type Data, terminal } from "contract";
import { yamlToJson } from "contract/yaml";
import type { Connection } from "./connection.ts";
import { isData, textOf } from "./data.ts";

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
  options: { allowInsecure?: boolean } = {},
): Connection {
  const { cluster, user, namespace } = readContext(text);
  const unchecked = cluster["insecure-skip-tls-verify"] === true && options.allowInsecure !== true;
  const [asked] = [
    ...foreign.cluster.filter((key) => cluster[key] !== undefined),
    ...foreign.user.filter((key) => user[key] !== undefined),
    ...unchecked ? ["insecure-skip-tls-verify"] : [],
  ];
  if (asked !== undefined) throw invalid(`it asks for "${asked}"`);
  return connectionOf(cluster, user, namespace);
}

/** The cluster and user of one context, the current one unless another is asked for. Throws a terminal `Failure`. */
export function readContext(text: string, context?: string) {
  if (text.length > maxBytes) throw invalid(`it has ${text.length} characters`);
  const config = parsed(text);
  const name = context ?? config["current-context"];
  if (typeof name !== "string" || name === "") throw invalid("it has no current-context");
  const chosen = entry(config, "contexts", "context", name);
  const { cluster, user } = chosen;
  return {
    cluster: entry(config, "clusters", "cluster", cluster),
    user: user === undefined || user === "" ? {} : entry(config, "users", "user", user),
    namespace: textOf(chosen.namespace) || undefined,
  };
}

/** A connection from what stands in the kubeconfig itself. Throws a terminal `Failure`. */
export function connectionOf(cluster: Data, user: Data, namespace?: string): Connection {
  const server = text(cluster, "server")?.replace(/\/+$/, "");
  if (server === undefined || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw invalid("its cluster has no usable server");
  }
  const ca = pem(cluster, "certificate-authority-data");
  const cert = pem(user, "client-certificate-data"), key = pem(user, "client-key-data");
  if ((cert === undefined) !== (key === undefined)) {
    throw invalid("a client certificate needs its key");
  }
  const token = text(user, "token"), username = text(user, "username");
  const serverName = text(cluster, "tls-server-name"), proxyUrl = text(cluster, "proxy-url");
  return {
    server,
    ...(ca !== undefined && { caCerts: [ca] }),
    ...(cert !== undefined && key !== undefined && { clientCertificate: { cert, key } }),
    ...(token !== undefined && { token: () => token }),
    ...(username !== undefined && { basic: { username, password: text(user, "password") ?? "" } }),
    ...(serverName !== undefined && { serverName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(cluster["insecure-skip-tls-verify"] === true && { insecure: true }),
    ...(namespace !== undefined && { namespace }),
  };
}

function parsed(text: string): Data {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0, logLevel: "error" });
  } catch {
    throw notYaml(text);
  }
  if (!isData(value)) throw invalid("it is no map");
  return value;
}

/** In the words of Go's parser, which quote nothing of the text, and with it perhaps a credential. */
function notYaml(text: string): Error {
  try {
    yamlToJson(text);
  } catch (error) {
    if (error instanceof Error) return terminal("InvalidKubeConfig", error.message);
  }
  return invalid("it is no YAML document");
}

/** The one entry of a named list that is called `name`. */
function entry(config: Data, list: string, key: string, name: unknown): Data {
  const entries = config[list];
  const named = (Array.isArray(entries) ? entries : []).filter((item) =>
    isData(item) && item.name === name
  );
  if (named.length !== 1) {
    throw invalid(`its ${list} name ${JSON.stringify(name ?? null)} ${named.length} times`);
  }
  const found = named[0][key];
  if (!isData(found)) throw invalid(`its ${key} ${JSON.stringify(name)} is no map`);
  return found;
}

function text(data: Data, key: string): string | undefined {
  const value = data[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw invalid(`its "${key}" is no text`);
  return value;
}

function pem(data: Data, key: string): string | undefined {
  const value = text(data, key);
  if (value === undefined) return undefined;
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(value));
  } catch {
    throw invalid(`its "${key}" is no base64`);
  }
}

/** A failure about the text of a kubeconfig. */
export function invalid(state: string): Error {
  return terminal("InvalidKubeConfig", `Cannot use the kubeconfig: ${state}`);
}
