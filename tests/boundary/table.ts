import { assert, assertEquals, assertMatch } from "@std/assert";
import { runControls } from "./controls.ts";
import { CANARY, lives, type Machine, startMachine } from "./machine.ts";
import type { Outcome } from "./plugin/world.ts";
import type { Refusal, Row } from "./row.ts";
import {
  failureOf,
  MEMORY_MIB,
  openStage,
  type Sandbox,
  type Stage,
  startSandbox,
} from "./sandbox.ts";

/** One test a row: the attack is refused as its row says and leaves no trace, and its control goes through. */
export async function testTable(rows: readonly Row[]): Promise<void> {
  if (Deno.build.os !== "linux") return skip(rows);
  const [controls, machine, sandbox] = await Promise.all([
    runControls(rows),
    startMachine(),
    startSandbox(),
  ]);
  Deno.test.afterAll(async () => {
    await machine[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });
  for (const row of rows) {
    Deno.test(`${row.category}: ${row.name}`, async () => {
      if (!row.control.includes(".")) checkControl(row, controls[row.attack]);
      await attack(row, machine, sandbox);
    });
  }
}

function skip(rows: readonly Row[]): void {
  for (const { category, name } of rows) Deno.test.ignore(`${category}: ${name}`, () => {});
}

function checkControl({ attack, control, refused }: Row, outcome: Outcome | undefined): void {
  assert(outcome, `${attack} did not run outside`);
  if (control === "ends") {
    return assert(!outcome.ok && /^process ended/.test(outcome.error), JSON.stringify(outcome));
  }
  assert(outcome.ok, `${attack} is refused outside too: ${JSON.stringify(outcome)}`);
  if (control === "outside" && "yields" in refused) {
    assert(
      JSON.stringify(outcome.value) !== JSON.stringify(refused.yields),
      "it is the same outside",
    );
  }
}

async function attack(row: Row, machine: Machine, sandbox: Sandbox): Promise<void> {
  const before = machine.trace();
  const { memoryMiB = MEMORY_MIB } = row;
  const config = row.atStart ? { atStart: row.attack } : {};
  const stage = await openStage(sandbox, machine, {
    plugins: [{ ...sandbox.plugin, memoryMiB, config }, { ...sandbox.plugin, id: "bystander" }],
    ...row.atStart && { startTimeoutMs: 3000 },
  });
  const plugin = row.atStart ? "bystander" : "hostile";
  try {
    if (row.control.includes(".")) {
      const twin = await stage.run(row.control, { plugin, tenant: "twin" });
      assert(twin.ok, `The honest twin ${row.control} is refused: ${JSON.stringify(twin)}`);
    }
    if (row.before) await stage.run(row.before);
    const visits = machine.visits();
    await checkRefusal(row, stage);
    assertEquals(machine.visits(), visits, "somebody came to the servers");
    assertEquals(machine.trace(), before, "it left a trace outside");
    assert(!stage.told.printed.join("").includes(CANARY), "it printed the canary");
    assertEquals((Object.prototype as { polluted?: number }).polluted, undefined);
    if (!("throws" in row.refused)) {
      assertEquals(await stage.run("realm.nothing", { plugin, tenant: "bystander" }), {
        ok: true,
        value: "alive",
      });
    }
  } finally {
    await stage[Symbol.asyncDispose]();
  }
  assertEquals([...stage.told.pids].filter(lives), [], "a process outlives its host");
}

async function checkRefusal(row: Row, stage: Stage): Promise<void> {
  const { atStart, attack, refused, timeoutMs } = row;
  const ended = await stage.run(
    atStart ? "realm.nothing" : attack,
    timeoutMs === undefined ? {} : { timeoutMs },
  )
    .catch((error: unknown) => failureOf(error) ?? Promise.reject(error));
  const text = JSON.stringify(ended);
  assert(!text.includes(CANARY), `it read the canary: ${text}`);
  if (ended instanceof Error) {
    assert("fails" in refused, `it failed: ${ended.reason} ${ended.message}`);
    assertEquals(
      [ended.reason, ended.message].slice(0, 1),
      [refused.fails],
      ended.message.slice(0, 500),
    );
    if (refused.printed) assertMatch(stage.told.printed.join(""), refused.printed);
    if (refused.because) assertMatch(ended.message, refused.because);
  } else if (ended.ok) {
    assert("yields" in refused, `it went through: ${text}`);
    assertEquals(ended.value, refused.yields);
  } else {
    assert("throws" in refused, `it was refused: ${text}`);
    assertMatch(ended.error, refused.throws);
  }
  await checkCounted(refused, stage);
}

async function checkCounted(refused: Refusal, { told }: Stage): Promise<void> {
  const { counted } = refused;
  if (!counted) return;
  const found = () => told.refused.some((reason) => counted.test(reason));
  for (let tries = 0; tries < 50 && !found(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert(found(), `counted: ${[...new Set(told.refused)]}`);
}
