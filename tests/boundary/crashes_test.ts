import { assertEquals } from "@std/assert";
import { type Outcome, reconcileKey, ReconcileQueue } from "../../core/bus/mod.ts";
import { startMachine } from "./machine.ts";
import { openStage, startSandbox } from "./sandbox.ts";

const [machine, sandbox] = await Promise.all([startMachine(), startSandbox()]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** A thousand are a task of their own, `deno task test:crashes`. */
const CRASHES = Number(Deno.env.get("BOUNDARY_CRASHES") ?? 100);
const KEYS = 50, LANES = 8;

Deno.test({
  name: `crashes: ${CRASHES} in a row lose none of ${KEYS} keys`,
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    let crashes = 0;
    const asked = new Set<string>(), reconciled = new Set<string>();
    const finished = Promise.withResolvers<void>();
    await using stage = await openStage(sandbox, machine, {
      hooks: { changed: ({ state }) => void (state === "failed" && crashes++) },
      maxProcesses: 4 * LANES,
    });
    const queue = new ReconcileQueue({
      concurrency: LANES,
      backoff: { firstMs: 1, mostMs: 5 },
      report: (error) => finished.reject(error),
      // Until there were enough, each run ends its process: the host tries four times, then the key is queued again.
      reconcile: async ({ key }): Promise<Outcome> => {
        const attack = crashes < CRASHES ? "ends.exit" : "realm.nothing";
        await stage.run(attack, { tenant: `lane-${Number(key.name) % LANES}` });
        reconciled.add(key.name);
        if (reconciled.size === asked.size) finished.resolve();
        return { kind: "stalled" };
      },
    });
    for (let i = 0; i < KEYS; i++) {
      asked.add(`${i}`);
      queue.add(reconcileKey({ kind: "Attack", namespace: "boundary", name: `${i}` }), {
        priority: "start",
        cause: "start",
      });
    }
    await finished.promise;
    await queue.stop();
    assertEquals(crashes >= CRASHES, true, `${crashes} crashes`);
    assertEquals([...reconciled].sort(), [...asked].sort());
  },
});
