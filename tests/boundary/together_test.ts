import { assert, assertEquals } from "@std/assert";
import { startMachine } from "./machine.ts";
import { failureOf, openStage, startSandbox } from "./sandbox.ts";

const [machine, sandbox] = await Promise.all([startMachine(), startSandbox()]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: `together: ${name}`, ignore: Deno.build.os !== "linux", fn });

/** What each hostile plugin does while the others do theirs. */
const attacks = [
  "cpu.spin",
  "memory.heap",
  "brokenFrames.tooLong",
  "realm.errorFlood",
  "forgedFrames.callFlood",
  "lies.cancelStorm",
  "handles.guessed",
  "later.interval",
];
const endless = { turns: 1e15, bytes: 1e15 };

test("eight plugins attack at once, and a ninth's calls go through, each with its own answer", async () => {
  const hostile = attacks.map((id) => ({ ...sandbox.plugin, id: id.replace(".", "-") }));
  await using stage = await openStage(sandbox, machine, {
    plugins: [...hostile, { ...sandbox.plugin, id: "bystander" }],
  });
  let over = false;
  const attacking = Promise.allSettled(
    attacks.map((attack) =>
      stage.run(attack, { plugin: attack.replace(".", "-"), world: endless, timeoutMs: 1500 })
    ),
  ).finally(() => over = true);
  let calls = 0;
  while (!over || calls < 50) {
    const more = `own-${calls++}`, plugin = "bystander";
    await stage.run("tenants.learn", { plugin, tenant: "b", world: { more } });
    const recalled = await stage.run("tenants.recall", { plugin, tenant: "b" });
    assertEquals(recalled, { ok: true, value: more });
  }
  const ends = await attacking;
  for (const [i, end] of ends.entries()) {
    if (end.status === "rejected") assert(failureOf(end.reason), `${attacks[i]}: ${end.reason}`);
  }
  assert(ends.some(({ status }) => status === "rejected"), "the positive control: some were ended");
  assertEquals(
    stage.host.pids("bystander").length,
    1,
    "the bystander's process is still its first",
  );
});

test("calls of two tenants at once never see what the other learned", async () => {
  await using stage = await openStage(sandbox, machine);
  const round = async (tenant: string, i: number) => {
    const world = { more: `secret-of-${tenant}` };
    await stage.run(i % 2 ? "tenants.put" : "tenants.learn", { tenant, world });
    const seen = [
      await stage.run("tenants.get", { tenant }),
      await stage.run("tenants.recall", { tenant }),
    ].map((one) => one.ok && one.value);
    const allowed = ["nothing", world.more];
    assert(seen.every((value) => allowed.includes(value as string)), `${tenant}: ${seen}`);
    return seen;
  };
  const rounds = Array.from({ length: 25 }, (_, i) => ["a", "b"].map((one) => round(one, i)));
  const seen = (await Promise.all(rounds.flat())).flat();
  assert(seen.includes("secret-of-a") && seen.includes("secret-of-b"), "each sees its own");
});

test("a config that changes in the middle of attacks ends them, and no honest call", async () => {
  const honest = { ...sandbox.plugin, id: "honest" };
  await using stage = await openStage(sandbox, machine, { plugins: [sandbox.plugin, honest] });
  const attack = stage.run("cpu.spin", { world: endless, timeoutMs: 3000 }).catch(failureOf);
  const waiting = stage.run("tenants.holdHandle", { plugin: "honest", tenant: "b" });
  while (stage.host.pids().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  const reloading = stage.host.reload([honest]);
  assertEquals(await waiting, { ok: true, value: "used" });
  await reloading;
  const ended = await attack;
  assert(ended instanceof Error, "the attack was ended");
  assertEquals(await stage.run("realm.nothing", { plugin: "honest", tenant: "b" }), {
    ok: true,
    value: "alive",
  });
  const gone = await stage.run("realm.nothing").catch(failureOf) as { reason?: string };
  assertEquals(gone.reason, "NoSuchPlugin");
  assertEquals(stage.host.pids("hostile"), []);
});
