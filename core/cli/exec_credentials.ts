/** Credentials from a program that a kubeconfig names (client-go's exec plugins, client.authentication.k8s.io). */
import { dirname, join } from "node:path";
import { isMap } from "../contract/data.ts";
import { at, type Data } from "../contract/mod.ts";
import type { Clock } from "../kube/clock.ts";
import type { Connection } from "../kube/mod.ts";

/** How long before their end credentials are asked for anew. */
const EARLY_MS = 60_000;

interface About {
  /** Of the kubeconfig. */
  readonly path: string;
  /** As the kubeconfig has it. */
  readonly cluster: unknown;
  readonly clock: Clock;
}

/**
 * The connection with the credentials of the program that `exec` names; a token is asked for anew before it ends, a certificate
 * is not. Throws, with the program's name, where it may not be run, fails, or answers something else.
 */
export async function withProgram(
  connection: Connection,
  exec: unknown,
  about: About,
): Promise<Connection> {
  if (!isMap(exec)) throw new Error("Cannot use the kubeconfig: its user's exec is no map");
  const again = async () => {
    const status = await ask(exec, about), ends = at(status, "/expirationTimestamp");
    const lastsMs = typeof ends === "string" ? Date.parse(ends) - Date.now() : Infinity;
    return { status, until: about.clock.now() + lastsMs - EARLY_MS };
  };
  const first = await again();
  const { token, clientCertificateData: cert, clientKeyData: key } = first.status as Data;
  let kept = Promise.resolve(first);
  return {
    ...connection,
    ...typeof cert === "string" && { clientCertificate: { cert, key: String(key) } },
    ...typeof token === "string" && {
      async token() {
        const held = await kept;
        const now = held.until <= about.clock.now() ? again() : kept;
        // After a failure the next request asks once more.
        kept = now.catch(() => held);
        return String(at((await now).status, "/token"));
      },
    },
  };
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
