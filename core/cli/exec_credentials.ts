/** Credentials from a program that a kubeconfig names (client-go's exec plugins, client.authentication.k8s.io). */
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { type Clock, systemClock } from "../bus/mod.ts";
import { isMap } from "../contract/data.ts";
import { at, type Data } from "../contract/mod.ts";

/** A kubeconfig in which what the program said stands in its place. */
interface Settled {
  /** JSON. Files in it are absolute. */
  readonly text: string;
  readonly token?: string | undefined;
  /** When the credentials end, in ms since 1970; absent, they last. */
  readonly endsMs?: number;
}

/**
 * The kubeconfig at `path` with the credentials of its program; `undefined` where its user names none. Throws, with the
 * program's name, where it may not be run, fails, or answers something else.
 */
export async function settledKubeconfig(
  path: string,
  context?: string,
): Promise<Settled | undefined> {
  const config: unknown = parse(await Deno.readTextFile(path), { logLevel: "error" });
  const named = entryOf(config, "contexts", context ?? at(config, "/current-context"));
  const user = entryOf(config, "users", at(named, "/context/user"));
  const cluster = entryOf(config, "clusters", at(named, "/context/cluster"));
  const exec = at(user, "/user/exec");
  if (!isMap(config) || !isMap(user) || !isMap(exec)) return undefined;
  const status = await ask(exec, { path, cluster: at(cluster, "/cluster") });
  const token = at(status, "/token"), ends = at(status, "/expirationTimestamp");
  const base64 = (pointer: string) => {
    const pem = at(status, pointer);
    return typeof pem === "string" ? new TextEncoder().encode(pem).toBase64() : undefined;
  };
  const credentials = {
    token,
    "client-certificate-data": base64("/clientCertificateData"),
    "client-key-data": base64("/clientKeyData"),
  };
  const users = [{ name: user["name"], user: credentials }];
  const clusters = [{
    name: at(cluster, "/name"),
    cluster: absolute(at(cluster, "/cluster"), path),
  }];
  const settled = { ...config, contexts: [named], clusters, users };
  return {
    text: JSON.stringify({ ...settled, "current-context": at(named, "/name") }),
    ...typeof token === "string" && { token },
    ...typeof ends === "string" && { endsMs: Date.parse(ends) },
  };
}

/** How long before their end credentials are asked for anew. */
const EARLY_MS = 60_000;
/** After a failure, and where they end at once. */
const SOONEST_MS = 5_000;

/**
 * The same for a process that goes on: a kubeconfig in `folder` whose token is renewed before it ends, until it is disposed
 * of; `undefined` where the user names no program. A certificate is not renewed. Throws as `settledKubeconfig`.
 */
export async function renewedKubeconfig(
  path: string,
  { context, folder, report, clock = systemClock }: {
    readonly context?: string | undefined;
    readonly folder: string;
    readonly report: (error: unknown) => void;
    readonly clock?: Clock;
  },
): Promise<{ readonly path: string } & Disposable | undefined> {
  const first = await settledKubeconfig(path, context);
  if (!first) return undefined;
  const tokenFile = `${folder}/credentials`, kept = `${folder}/kubeconfig`;
  const write = (file: string, text: string) => Deno.writeTextFile(file, text, { mode: 0o600 });
  let cancel = () => {};
  const again = ({ endsMs = Infinity }: Settled) => {
    const ms = Math.max(SOONEST_MS, endsMs - EARLY_MS - clock.now());
    if (Number.isFinite(ms)) cancel = clock.after(ms, () => void renew().catch(report));
  };
  const renew = async () => {
    const next = await settledKubeconfig(path, context).catch((error) => {
      report(error);
      return { ...first, token: undefined, endsMs: 0 };
    });
    if (next?.token !== undefined) await write(tokenFile, next.token);
    if (next) again(next);
  };
  const { token, ...config } = first, settled = JSON.parse(config.text);
  if (token !== undefined) {
    settled.users[0].user = { tokenFile };
    await write(tokenFile, token);
  }
  await write(kept, JSON.stringify(settled));
  again(first);
  return { path: kept, [Symbol.dispose]: () => cancel() };
}

function entryOf(config: unknown, list: string, name: unknown): unknown {
  const entries = at(config, `/${list}`);
  return Array.isArray(entries) ? entries.find((one) => at(one, "/name") === name) : undefined;
}

function absolute(cluster: unknown, path: string): unknown {
  const file = at(cluster, "/certificate-authority");
  if (!isMap(cluster) || typeof file !== "string" || file === "") return cluster;
  return { ...cluster, "certificate-authority": resolve(dirname(path), file) };
}

interface About {
  readonly path: string;
  readonly cluster: unknown;
}

/** Runs the program; answers the `status` of the ExecCredential that it prints. */
async function ask(exec: Data, about: About): Promise<unknown> {
  const program = String(exec["command"] ?? "");
  const written = program.includes("/") ? join(dirname(about.path), program) : program;
  const command = program.startsWith("/") ? program : written;
  const { state } = await Deno.permissions.query({ name: "run", command });
  if (state !== "granted") {
    throw new Error(
      `Cannot use the kubeconfig: its user runs "${program}" for credentials; allow it with --allow-run=${program}`,
    );
  }
  const failed = (why: string) => {
    const hint = exec["installHint"] ? `\n${String(exec["installHint"])}` : "";
    return new Error(`Cannot get credentials: "${program}" ${why}${hint}`);
  };
  const { code, stdout } = await run(command, exec, about).catch((error: Error) => {
    throw failed(`cannot be run: ${error.message}`);
  });
  if (code !== 0) throw failed(`ended with ${code}`);
  const status = at(parsed(new TextDecoder().decode(stdout)), "/status");
  const isUsable = typeof at(status, "/token") === "string" ||
    typeof at(status, "/clientCertificateData") === "string";
  if (isUsable) return status;
  throw failed("printed no ExecCredential with a token or a certificate");
}

async function run(command: string, exec: Data, about: About): Promise<Deno.CommandOutput> {
  return await new Deno.Command(command, {
    args: listOf(exec["args"]).map(String),
    env: environmentOf(exec, about),
    stdin: isInteractive(exec) ? "inherit" : "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInteractive(exec: Data): boolean {
  return exec["interactiveMode"] !== "Never" && Deno.stdin.isTerminal();
}

/** Added to our own environment, which the program inherits. */
function environmentOf(exec: Data, { cluster }: About): Record<string, string> {
  const own = listOf(exec["env"]).map((one) => [
    String(at(one, "/name")),
    String(at(one, "/value") ?? ""),
  ]);
  const info = {
    kind: "ExecCredential",
    apiVersion: exec["apiVersion"],
    spec: {
      interactive: isInteractive(exec),
      ...exec["provideClusterInfo"] === true && { cluster: clusterInfo(cluster) },
    },
  };
  return { ...Object.fromEntries(own), KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function clusterInfo(cluster: unknown): unknown {
  if (!isMap(cluster)) return undefined;
  const { extensions, ...rest } = cluster;
  const own = listOf(extensions).find((one) =>
    at(one, "/name") === "client.authentication.k8s.io/exec"
  );
  return { ...rest, config: at(own, "/extension") };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
