import { assert, assertEquals, assertMatch } from "@std/assert";
import { CANARY, startMachine } from "./machine.ts";
import { failureOf, openStage, startSandbox } from "./sandbox.ts";

const [machine, sandbox] = await Promise.all([startMachine(), startSandbox()]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: `tenants: ${name}`, ignore: Deno.build.os !== "linux", fn });
const told = { more: CANARY };

test("what the process of one learned, the other's call does not find", async () => {
  await using stage = await openStage(sandbox, machine);
  await stage.run("tenants.learn", { tenant: "a", world: told });
  const own = await stage.run("tenants.recall", { tenant: "a" });
  assertEquals(own, { ok: true, value: CANARY }, "the positive control: its own next call does");
  assertEquals(await stage.run("tenants.recall", { tenant: "b" }), { ok: true, value: "nothing" });
});

test("a process never serves two, unless the plugin is shared", async () => {
  await using apart = await openStage(sandbox, machine);
  const pid = async (stage: typeof apart, tenant: string) =>
    (await stage.run("tenants.pid", { tenant })) as { value: number };
  assert((await pid(apart, "a")).value !== (await pid(apart, "b")).value);
  assertEquals((await pid(apart, "a")).value, (await pid(apart, "a")).value);
  await using together = await openStage(sandbox, machine, {
    plugins: [{ ...sandbox.plugin, shared: true }],
  });
  assertEquals((await pid(together, "a")).value, (await pid(together, "b")).value);
});

test("what one keeps in the kernel's cache, the other does not get", async () => {
  await using stage = await openStage(sandbox, machine);
  await stage.run("tenants.put", { tenant: "a", world: told });
  assertEquals(await stage.run("tenants.get", { tenant: "a" }), { ok: true, value: CANARY });
  assertEquals(await stage.run("tenants.get", { tenant: "b" }), { ok: true, value: "nothing" });
});

test("the scratch of one is not read by the other, and is empty at the next call", async () => {
  await using stage = await openStage(sandbox, machine);
  const { value } = await stage.run("tenants.write", { tenant: "a", world: told }) as {
    value: string;
  };
  const read = { world: { more: value } };
  assertEquals((await stage.run("tenants.read", { tenant: "b", ...read })).ok, false);
  const own = await stage.run("tenants.read", { tenant: "a", ...read });
  assert(!JSON.stringify(own).includes(CANARY), "it is gone once the answer was disposed of");
});

test("a handle of a call that is open in one is refused to the other, and goes on to serve its own", async () => {
  await using stage = await openStage(sandbox, machine);
  const held = stage.run("tenants.holdHandle", { tenant: "a" });
  while (!/handle=\S+;/.test(stage.told.printed.join(""))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const more = /handle=(\S+);/.exec(stage.told.printed.join(""))![1]!;
  const foreign = await stage.run("handles.given", { tenant: "b", world: { more } });
  assert(!foreign.ok);
  assertMatch(foreign.error, /HandleRevoked/);
  assert(stage.told.refused.includes("HandleRevoked"));
  assertEquals(await held, { ok: true, value: "used" });
});

test("an end of one's process is no end of the other's", async () => {
  await using stage = await openStage(sandbox, machine);
  const other = stage.run("tenants.holdHandle", { tenant: "b" });
  const ended = await stage.run("ends.exit", { tenant: "a" }).catch(failureOf);
  assert(ended instanceof Error);
  assertEquals(await other, { ok: true, value: "used" });
});
