import {
  type Outcome,
  type ReconcileKey,
  reconcileKey,
  ReconcileQueue,
} from "../../core/bus/mod.ts";

/** One figure of the bench, with what it must reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: string;
  readonly reached: boolean;
}

const keys = 100_000;
const namespaces = 200;
const bar = 300_000;
const rounds = 7;

/**
 * 100,000 keys are added, taken by a worker, and put back for their interval: how many a second.
 * The best of several rounds, since the machine is shared.
 */
export async function queueBench(): Promise<Figure[]> {
  const all = Array.from(
    { length: keys },
    (_, i) =>
      reconcileKey({
        kind: "Kustomization",
        namespace: `team-${i % namespaces}`,
        name: `app-${i}`,
      }),
  );
  let value = 0;
  for (let round = 0; round < rounds; round++) value = Math.max(value, await perSecond(all));
  value = Math.round(value);
  const name = `queue, ${keys.toLocaleString("en")} keys`;
  return [{ name, value, unit: "add+take/s", bar: `>= ${bar}`, reached: value >= bar }];
}

async function perSecond(all: readonly ReconcileKey[]): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const outcome: Outcome = { kind: "done", againInMs: 600_000 };
  let ran = 0;
  const queue = new ReconcileQueue({
    concurrency: 8,
    report: (error) => console.error(error),
    reconcile: () => {
      if (++ran === all.length) resolve();
      return Promise.resolve(outcome);
    },
  });
  const trigger = { priority: "start", cause: "start" } as const;
  const started = performance.now();
  for (const key of all) queue.add(key, trigger);
  await promise;
  const seconds = (performance.now() - started) / 1000;
  await queue.stop();
  return all.length / seconds;
}

if (import.meta.main) {
  for (const { name, value, unit, bar, reached } of await queueBench()) {
    console.log(`${name}: ${value} ${unit} (${bar})${reached ? "" : " MISSED"}`);
  }
}
