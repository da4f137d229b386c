import { hostname } from "node:os";
import { type Client, type Election, electLeader, type LeaseOptions } from "../kube/mod.ts";
import type { Parts } from "./start.ts";
import type { Telemetry } from "./telemetry.ts";

interface LeadOptions extends Parts {
  readonly namespace: string;
  /** Names of the leases of the controllers that we stand in for. */
  readonly leases: readonly string[];
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

export interface Leadership {
  /** Resolves, with the reason, when the lease is no longer ours. */
  readonly lost: Promise<string>;
  /** Resolves after the signal, when the lease is given back. */
  readonly done: Promise<void>;
}

/** Our own lease, which a second kernel waits for. */
const OWN = "sluice";
/** Those of the controllers that we stand in for: held so that they cannot run beside us, and seldom renewed. */
const REPLACED = { durationMs: 300_000, renewMs: 60_000 };

/**
 * Runs for our lease and, once it is ours, for those of the controllers whose kinds are served (profiles name them). Starts
 * the loops when all are ours; says so when one no longer is.
 */
export async function lead(options: LeadOptions): Promise<Leadership> {
  const { loops, client, problem, fence, leases, namespace, signal } = options;
  const { log, metrics } = options.telemetry;
  await makeNamespace(client, namespace);
  const lost = Promise.withResolvers<string>();
  const missing = new Set(leases);
  const begin = async () => {
    const started = performance.now();
    await loops.start();
    problem.loops = undefined;
    log.info("all loops run", { seconds: (performance.now() - started) / 1000 });
  };
  const elections: Election[] = [];
  const run = (name: string, won: () => void, terms: Partial<LeaseOptions> = {}) => {
    const onChange = (leading: boolean) => {
      metrics.families.leader.set({ name }, leading ? 1 : 0);
      if (leading) won();
      else if (!signal.aborted) lost.resolve(`the lease "${name}" was lost`);
    };
    const onError = (error: unknown) => log.error("the lease cannot be renewed", { name, error });
    const identity = `sluice_${hostname()}_${crypto.randomUUID()}`;
    const common = { client, namespace, name, identity, signal, onChange, onError };
    elections.push(electLeader({ ...common, ...terms }));
  };
  const ready = () => {
    if (missing.size > 0) problem.loops = `waiting for the leases ${[...missing].join(", ")}`;
    else begin().catch((error) => lost.resolve(`the loops cannot start: ${error}`));
  };
  // Who held our lease before us has ended, and with it whatever it held besides.
  const succeeds = (holder: string) => holder.startsWith("sluice_");
  run(OWN, () => {
    for (const name of leases) {
      run(name, () => missing.delete(name) && ready(), { ...REPLACED, succeeds });
    }
    ready();
  });
  fence.rest = () => Math.min(...elections.map((election) => election.fence.rest()));
  const ended = async () => {
    for (const election of elections) await election.done;
    client.close();
  };
  const done = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => void ended().then(done.resolve, done.reject));
  return { lost: lost.promise, done: done.promise };
}

/** A lease stands in a name space; a cluster where Flux never was has none for it. */
async function makeNamespace(client: Client, name: string): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const found = await client.find({ ...namespace, name });
  if (!found) await client.create(namespace, { fieldManager: "sluice" });
}
