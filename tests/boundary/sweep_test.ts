import { assert, assertEquals } from "@std/assert";
import { builtinModules } from "node:module";
import { CANARY, startMachine } from "./machine.ts";
import type { Outcome } from "./plugin/world.ts";
import { failureOf, openStage, type Stage, startSandbox } from "./sandbox.ts";

const [machine, sandbox] = await Promise.all([startMachine(), startSandbox()]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const WATCHDOG_MS = 1000;
/** What the sweep prints before it calls a function. */
const marks = /@(\S+)\n/g;

/** Calls all that a module exports; a function that ends its process or never returns is passed over in the next try. */
async function sweep(stage: Stage, module: string): Promise<number> {
  const skip: string[] = [];
  for (let tries = 0; tries < 30; tries++) {
    stage.told.printed.length = 0;
    const world = { more: JSON.stringify([module, skip]) };
    const ended: Outcome | Error = await stage.run("sweep.builtin", {
      world,
      timeoutMs: WATCHDOG_MS,
    })
      .catch((error: unknown) => failureOf(error) ?? Promise.reject(error));
    assert(!JSON.stringify(ended).includes(CANARY));
    if (!(ended instanceof Error)) {
      assert(ended.ok, JSON.stringify(ended));
      return Number(ended.value);
    }
    const last = [...stage.told.printed.join("").matchAll(marks)].at(-1)?.[1];
    assert(last && !skip.includes(last), `it ends where nothing was called: ${ended.message}`);
    skip.push(last);
  }
  throw new Error(`Cannot sweep ${module}: it ended ${skip.length} times`);
}

for (
  const module of [
    ...["Deno", "navigator", "performance"],
    ...builtinModules.filter((name) => !name.startsWith("_")).map((n) =>
      n.startsWith("node:") ? n : `node:${n}`
    ),
  ]
) {
  Deno.test({
    name:
      `sweep: every function of ${module} with hostile arguments changes nothing outside and reads nothing`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const before = machine.trace(), visits = machine.visits();
      await using stage = await openStage(sandbox, machine, { idleMs: 60_000 });
      await sweep(stage, module);
      assertEquals(machine.trace(), before);
      assertEquals(machine.visits(), visits);
    },
  });
}
