import { hostname } from "node:os";
import { type Client, electLeader } from "../kube/mod.ts";
import type { Parts } from "./start.ts";
import type { Telemetry } from "./telemetry.ts";

interface LeadOptions extends Parts {
  readonly namespace: string;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

export interface Election {
  /** Resolves, with the reason, when the lease is no longer ours. */
  readonly lost: Promise<string>;
  /** Resolves after the signal, when the lease is given back. */
  readonly done: Promise<void>;
}

/** Runs for the lease: starts the loops when it is ours, and says so when it no longer is. */
export async function lead(options: LeadOptions): Promise<Election> {
  const { loops, client, problem, fence, namespace, signal } = options;
  const { log, metrics } = options.telemetry;
  await makeNamespace(client, namespace);
  const lost = Promise.withResolvers<string>();
  const begin = async () => {
    const started = performance.now();
    await loops.start();
    problem.loops = undefined;
    log.info("all loops run", { seconds: (performance.now() - started) / 1000 });
  };
  const election = electLeader({
    client,
    namespace,
    name: "sluice",
    identity: `${hostname()}_${crypto.randomUUID()}`,
    signal,
    onError: (error) => log.error("the lease cannot be renewed", { error }),
    onChange: (leading) => {
      metrics.leading("sluice", leading);
      if (!leading) return signal.aborted ? undefined : lost.resolve("the lease was lost");
      begin().catch((error) => lost.resolve(`the loops cannot start: ${error}`));
    },
  });
  fence.rest = () => election.fence.rest();
  return { lost: lost.promise, done: election.done.finally(() => client.close()) };
}

/** A lease stands in a name space; a cluster where Flux never was has none for it. */
async function makeNamespace(client: Client, name: string): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const found = await client.find({ ...namespace, name });
  if (!found) await client.create(namespace, { fieldManager: "sluice" });
}
