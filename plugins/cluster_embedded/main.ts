/** The embedded API server as a program: `sluice cluster` calls `main`, or `deno run -A main.ts --help`. */
import { parseArgs } from "node:util";
import { kubeconfigOf, listen, type Listening } from "./listen.ts";
import { createApiServer } from "./server.ts";
import { type DataStore, openData } from "./store/data.ts";

/** What the command was asked. */
export interface ClusterFlags {
  /** A port of loopback; default: a free one. */
  readonly port?: string;
  /** The bearer token of `admin` in `system:masters`; default: a random one. */
  readonly token?: string;
  /** Plain HTTP in place of TLS. */
  readonly http?: boolean;
  /** False: nothing but the API. */
  readonly controllers?: boolean;
  /** False: no Pod ever runs. */
  readonly nodes?: boolean;
  /** Where a kubeconfig is written. */
  readonly kubeconfig?: string;
  /** A folder for what outlives the process. */
  readonly data?: string;
}

/**
 * Serves until SIGTERM or SIGINT, and says `ready URL` on standard output when it does. Throws where the port is
 * taken or a file cannot be written.
 */
export async function main(flags: ClusterFlags): Promise<void> {
  const stopped = Promise.race([signalled("SIGTERM"), signalled("SIGINT")]);
  const data = flags.data === undefined ? undefined : await openData(flags.data);
  const listening = await serve(flags, data);
  console.log(`ready ${listening.url}`);
  await stopped;
  await listening.close();
  await data?.close();
}

async function serve(flags: ClusterFlags, data: DataStore | undefined): Promise<Listening> {
  const token = flags.token ?? crypto.getRandomValues(new Uint8Array(24)).toHex();
  const server = createApiServer({
    users: new Map([[token, { name: "admin", groups: ["system:masters"] }]]),
    controllers: flags.controllers === false ? "none" : flags.nodes === false ? "no-nodes" : "all",
    ...(data === undefined ? {} : { store: data.store }),
  });
  const port = Number(flags.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`Cannot listen: "${flags.port}" is no port`);
  }
  const listening = await listen(server, { port, http: flags.http ?? false });
  if (flags.kubeconfig !== undefined) {
    await Deno.writeTextFile(flags.kubeconfig, kubeconfigOf(listening, token), { mode: 0o600 });
  }
  return listening;
}

function signalled(name: Deno.Signal): Promise<void> {
  return new Promise((resolve) => Deno.addSignalListener(name, () => resolve()));
}

if (import.meta.main) {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      port: { type: "string" },
      token: { type: "string" },
      http: { type: "boolean" },
      controllers: { type: "boolean" },
      nodes: { type: "boolean" },
      kubeconfig: { type: "string" },
      data: { type: "string" },
    },
  });
  await main(values);
  Deno.exit(0);
}
