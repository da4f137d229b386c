import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Host } from "../../core/host/mod.ts";
import { CANARY, startMachine } from "./machine.ts";
import { openStage, startSandbox } from "./sandbox.ts";

const [machine, sandbox] = await Promise.all([startMachine(), startSandbox()]);
Deno.test.afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: `leftovers: ${name}`, ignore: Deno.build.os !== "linux", fn });

async function until(what: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!what()) {
    assert(performance.now() < end, "It did not come to that in 10 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const stat = (pid: number) => Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
const standsStill = (pid: number) => stat(pid)[0] === "T";
/** Hundredths of a second of all its threads. */
const worked = (pid: number) => Number(stat(pid)[11]) + Number(stat(pid)[12]);
const pidOf = (host: Host) => host.pids()[0]!;
/** Short, so that the tests are. */
const soon = { restMs: 50 };

test("workers that spin after their call stand still, and the next call finds its process", async () => {
  await using stage = await openStage(sandbox, machine, {
    ...soon,
    plugins: [{ ...sandbox.plugin, memoryMiB: 1024 }],
  });
  const first = await stage.run("leftovers.spins");
  const pid = pidOf(stage.host);
  assertEquals(first, { ok: true, value: pid });
  await until(() => standsStill(pid));
  const before = worked(pid);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert(worked(pid) - before <= 1, "it works while it stands still");
  assertEquals(await stage.run("realm.nothing"), { ok: true, value: "alive" });
  assertEquals(pidOf(stage.host), pid);
});

test("one that stands still is drained and ended like any other", async () => {
  await using stage = await openStage(sandbox, machine, soon);
  await stage.run("realm.nothing");
  await until(() => standsStill(pidOf(stage.host)));
  const started = performance.now();
  await stage.host.reload([]);
  assertEquals(stage.host.pids(), []);
  assert(performance.now() - started < 900, "it had to be killed");
});

test("one that stops itself misses its deadline and is replaced", async () => {
  await using stage = await openStage(sandbox, machine);
  await stage.run("leftovers.stopsItself");
  const pid = pidOf(stage.host);
  await until(() => standsStill(pid));
  const next = await stage.run("realm.nothing", { timeoutMs: 1000 });
  assertEquals(next, { ok: true, value: "alive" });
  assert(pidOf(stage.host) !== pid);
});

test("a call that was given up has no handles any more, though it goes on", async () => {
  await using stage = await openStage(sandbox, machine);
  const given = new AbortController();
  const world = { more: String(machine.world.http) };
  const call = stage.run("leftovers.keepsAsking", { signal: given.signal, world });
  const before = machine.visits();
  await until(() => machine.visits() > before);
  given.abort();
  await assertRejects(() => call, Error, "given up");
  await until(() => /told=\w+;/.test(stage.told.printed.join("")));
  assert(/told=(HandleRevoked|Cancelled|CallEnded);/.test(stage.told.printed.join("")));
  const after = machine.visits();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assertEquals(machine.visits(), after);
});

test("a call while its plugin is drained goes to a new process, and the one that runs is ended in time", async () => {
  await using stage = await openStage(sandbox, machine);
  const running = stage.run("leftovers.keepsRunning", { timeoutMs: 1500 });
  await until(() => stage.told.printed.join("").includes("running;"));
  const pid = pidOf(stage.host);
  const changed = { ...sandbox.plugin, timeoutMs: 1500 };
  const drained = stage.host.reload([changed]);
  assertEquals(await stage.run("realm.nothing"), { ok: true, value: "alive" });
  assert(!stage.host.pids().includes(pid));
  const ended = await running.then(String, (error: Error) => error.message);
  assert(/"hostile"/.test(ended), ended);
  await drained;
  assert(!ended.includes(CANARY));
});

test("calls after the stop are refused by name, and nothing is left running", async () => {
  const stage = await openStage(sandbox, machine);
  const running = stage.run("leftovers.keepsRunning").catch((error: Error) => error);
  await until(() => stage.told.printed.join("").includes("running;"));
  const stopped = stage.host.stop(100);
  await assertRejects(() => stage.run("realm.nothing"), Error, "stopping");
  await stopped;
  assert(await running instanceof Error);
  assertEquals(stage.host.pids(), []);
  await stage[Symbol.asyncDispose]();
});
