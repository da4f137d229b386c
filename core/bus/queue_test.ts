import { assert, assertEquals, assertThrows } from "@std/assert";
import { type ReconcileKey, reconcileKey } from "./key.ts";
import { type QueueOptions, ReconcileQueue } from "./queue.ts";
import type { Run } from "./entry.ts";
import type { Outcome } from "./outcome.ts";
import { TestClock } from "./testdata/test_clock.ts";
import type { Trigger } from "./trigger.ts";

const key = (name: string, namespace = "apps") => reconcileKey({ kind: "App", namespace, name });
const request: Trigger = { priority: "request", cause: "asked" };
const change: Trigger = { priority: "change", cause: "new revision" };
const interval: Trigger = { priority: "interval", cause: "interval" };
const start: Trigger = { priority: "start", cause: "start" };
const hour: Outcome = { kind: "done", againInMs: 3_600_000 };

/** A queue whose runs take `tookMs` (0: at once) and end as `outcome` says. */
function setup(
  { tookMs = 0, outcome = () => hour, ...options }: Partial<QueueOptions> & {
    tookMs?: number;
    outcome?: (run: Run) => Outcome;
  } = {},
) {
  const clock = new TestClock();
  const runs: { at: number; name: string; run: Run }[] = [];
  const errors: unknown[] = [];
  const queue = new ReconcileQueue({
    clock,
    concurrency: 1,
    intervalJitter: 0,
    random: () => 0,
    report: (error) => errors.push(error),
    reconcile: async (run) => {
      runs.push({ at: clock.monotonic(), name: run.key.name, run });
      if (tookMs) await new Promise<void>((resolve) => clock.after(tookMs, resolve));
      return outcome(run);
    },
    ...options,
  });
  return { clock, queue, runs, errors, names: () => runs.map((run) => run.name) };
}

const at = (runs: readonly { at: number }[]) => runs.map((run) => run.at);

Deno.test("reconcileKey() gives different objects different ids, whatever their names hold", () => {
  const parts: [string, string, string][] = [
    ["A", "b", "cd"],
    ["A", "bc", "d"],
    ["Ab", "c", "d"],
    [
      "A",
      "",
      "bcd",
    ],
    ["1.1.A", "b", "c"],
    ["A", "b/c", "d"],
    ["A", "b", "c/d"],
  ];
  const ids = parts.map(([kind, namespace, name]) => reconcileKey({ kind, namespace, name }).id);
  assertEquals(new Set(ids).size, parts.length);
});

Deno.test("queue.add() keeps the earlier of two times", async () => {
  const { clock, queue, runs } = setup();
  queue.add(key("a"), interval, { afterMs: 3000 });
  queue.add(key("a"), change, { afterMs: 1000 });
  queue.add(key("a"), change, { afterMs: 2000 });
  await clock.advance(10_000);
  assertEquals(at(runs), [1000]);
});

Deno.test("queue.add() lets all triggers ride along, the most urgent first, each once", async () => {
  const { clock, queue, runs } = setup();
  for (const trigger of [start, change, request, change]) queue.add(key("a"), trigger);
  await clock.advance(0);
  assertEquals(runs[0]?.run.triggers, [request, change, start]);
});

Deno.test("queue.add() keeps a bounded number of triggers, the most urgent ones", async () => {
  const { clock, queue, runs } = setup();
  for (let i = 0; i < 1000; i++) queue.add(key("a"), { priority: "change", cause: `${i}` });
  queue.add(key("a"), request);
  await clock.advance(0);
  assertEquals(runs[0]?.run.triggers.length, 8);
  assertEquals(runs[0]?.run.triggers[0], request);
});

Deno.test("queue.add() during a run means one more run after it, and no more", async () => {
  const { clock, queue, runs } = setup({ tookMs: 100, concurrency: 4 });
  queue.add(key("a"), start);
  await clock.advance(50);
  for (const trigger of [change, request]) queue.add(key("a"), trigger);
  await clock.advance(10_000);
  assertEquals(at(runs), [0, 100]);
  assertEquals(runs[1]?.run.triggers, [request, change]);
});

Deno.test("queue.add() during a run for a later time runs at that time", async () => {
  const { clock, queue, runs } = setup({ tookMs: 100 });
  queue.add(key("a"), start);
  await clock.advance(50);
  queue.add(key("a"), change, { afterMs: 500 });
  await clock.advance(10_000);
  assertEquals(at(runs), [0, 550]);
});

Deno.test("queue.add() refuses a time that is none", () => {
  const { queue } = setup();
  assertThrows(() => queue.add(key("a"), change, { afterMs: NaN }), RangeError, "delay is NaN ms");
});

Deno.test("a person's request goes before changes, those before intervals, those before the start", async () => {
  const { clock, queue, names } = setup({ tookMs: 10 });
  queue.add(key("start"), start);
  queue.add(key("interval"), interval);
  queue.add(key("change"), change);
  queue.add(key("request"), request);
  await clock.advance(100);
  assertEquals(names(), ["request", "change", "interval", "start"]);
});

Deno.test("a request lifts a key that already waits with less", async () => {
  const { clock, queue, names } = setup({ tookMs: 10 });
  for (const name of ["a", "b", "c"]) queue.add(key(name), start);
  queue.add(key("c"), request);
  await clock.advance(100);
  assertEquals(names(), ["c", "a", "b"]);
});

Deno.test("namespaces take turns inside a priority", async () => {
  const { clock, queue, names } = setup({ tookMs: 10 });
  for (const name of ["a1", "a2", "a3"]) queue.add(key(name, "a"), change);
  for (const name of ["b1", "b2"]) queue.add(key(name, "b"), change);
  await clock.advance(100);
  assertEquals(names(), ["a1", "b1", "a2", "b2", "a3"]);
});

Deno.test("a namespace holds no more than its share of the workers", async () => {
  const { clock, queue, runs } = setup({ tookMs: 10, concurrency: 4, namespaceShare: 0.5 });
  for (const name of ["a1", "a2", "a3", "a4"]) queue.add(key(name, "a"), request);
  await clock.advance(5);
  queue.add(key("b", "b"), start);
  await clock.advance(100);
  assertEquals(runs.map(({ name, at }) => `${name} at ${at}`), [
    ...["a1 at 0", "a2 at 0", "b at 5", "a3 at 10", "a4 at 10"],
  ]);
});

Deno.test("what waits too long gets every fourth turn, and no more, while urgent work never ends", async () => {
  const ageing = { afterMs: 1000, everyTurns: 4 };
  const { clock, queue, names } = setup({ tookMs: 10, ageing, outcome: () => ({ kind: "gone" }) });
  for (let i = 0; i < 10; i++) queue.add(key(`slow-${i}`, `n${i % 2}`), start);
  for (let i = 0; i < 1000; i++) queue.add(key(`busy-${i}`), request);
  await clock.advance(990);
  assertEquals(names().filter((name) => name.startsWith("slow")), []);
  await clock.advance(400);
  const after = names().slice(100, 140).map((name) => name.startsWith("slow") ? "s" : "b").join("");
  assertEquals(after, "bbbs".repeat(10));
});

Deno.test("a failed key waits twice as long each time, up to the most, and anew after a success", async () => {
  let fails = true;
  const backoff = { firstMs: 750, mostMs: 3000, jitter: 0.1 };
  const outcome = (): Outcome => fails ? { kind: "failed" } : hour;
  const { clock, queue, runs } = setup({ backoff, outcome });
  queue.add(key("a"), start);
  await clock.advance(750 + 1500 + 3000 + 3000);
  assertEquals(at(runs), [0, 750, 2250, 5250, 8250]);
  assertEquals(runs.map(({ run }) => run.failures), [0, 1, 2, 3, 4]);
  assertEquals(runs[1]?.run.triggers, [{ priority: "interval", cause: "retry" }]);
  fails = false;
  queue.add(key("a"), change);
  await clock.advance(0);
  fails = true;
  queue.add(key("a"), change);
  await clock.advance(750);
  assertEquals(at(runs).slice(5), [8250, 8250, 9000]);
});

Deno.test("chance shortens a backoff and moves an interval either way", async () => {
  for (const [random, first, again] of [[0, 750, 57_000], [0.999999, 675, 63_000]] as const) {
    let fails = true;
    const outcome = (): Outcome => fails ? { kind: "failed" } : { kind: "done", againInMs: 60_000 };
    const { clock, queue, runs } = setup({ outcome, intervalJitter: 0.05, random: () => random });
    queue.add(key("a"), start);
    await clock.advance(0);
    fails = false;
    await clock.advance(120_000);
    assertEquals(at(runs).slice(0, 3).map(Math.round), [0, first, first + again]);
  }
});

Deno.test("a failed key that was told when to come back comes back then", async () => {
  const outcome = (): Outcome => ({ kind: "failed", retryAfterMs: 40_000 });
  const { clock, queue, runs } = setup({ outcome });
  queue.add(key("a"), start);
  await clock.advance(80_000);
  assertEquals(at(runs), [0, 40_000, 80_000]);
});

Deno.test("a reconcile that throws counts as a failure with that error", async () => {
  const outcomes: Outcome[] = [];
  const boom = new Error("boom");
  const { clock, queue } = setup({
    reconcile: () => Promise.reject(boom),
    hooks: { onFinish: (_run, outcome) => void outcomes.push(outcome) },
  });
  queue.add(key("a"), start);
  await clock.advance(750);
  assertEquals(outcomes, [{ kind: "failed", error: boom }, { kind: "failed", error: boom }]);
});

Deno.test("a waiting key holds no worker", async () => {
  const outcome = ({ key }: Run): Outcome =>
    key.name === "a" ? { kind: "waiting", againInMs: 30_000 } : hour;
  const { clock, queue, runs } = setup({ outcome });
  queue.add(key("a"), start);
  await clock.advance(10);
  queue.add(key("b"), start);
  await clock.advance(30_000);
  assertEquals(runs.map(({ name, at }) => `${name} at ${at}`), ["a at 0", "b at 10", "a at 30000"]);
});

Deno.test("a stalled key runs when it is asked for again, and a key that is gone is forgotten", async () => {
  for (const kind of ["stalled", "gone"] as const) {
    const { clock, queue, runs } = setup({ outcome: () => ({ kind }) });
    queue.add(key("a"), start);
    await clock.advance(10_000_000);
    assertEquals([at(runs), clock.alarms], [[0], 0]);
    queue.add(key("a"), change);
    await clock.advance(0);
    assertEquals(runs.length, 2);
  }
});

Deno.test("an outcome with a time that is none neither spins nor loses the key", async () => {
  const { clock, queue, runs } = setup({ outcome: () => ({ kind: "done", againInMs: NaN }) });
  queue.add(key("a"), start);
  await clock.advance(900_000);
  assertEquals(at(runs), [0, 900_000]);
});

Deno.test("queue.stop() starts nothing more and answers when what runs has ended", async () => {
  const { clock, queue, names } = setup({ tookMs: 100 });
  for (const name of ["a", "b"]) queue.add(key(name), start);
  await clock.advance(10);
  let stopped = false;
  const stop = queue.stop({ deadlineMs: 1000 }).then(() => stopped = true);
  queue.add(key("c"), request);
  await clock.advance(80);
  assertEquals(stopped, false);
  await clock.advance(10);
  await stop;
  await clock.advance(10_000_000);
  assertEquals([names(), clock.alarms], [["a"], 0]);
});

for (const by of ["deadline", "signal"] as const) {
  Deno.test(`queue.stop() aborts what still runs at its ${by}`, async () => {
    const aborted: string[] = [];
    const { clock, queue } = setup({
      concurrency: 2,
      reconcile: ({ key, signal }) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            aborted.push(`${key.name} ${signal.reason.message}`);
            resolve({ kind: "failed" });
          })
        ),
    });
    for (const name of ["a", "b"]) queue.add(key(name), start);
    await clock.advance(0);
    const controller = new AbortController();
    const stop = queue.stop(by === "deadline" ? { deadlineMs: 1000 } : controller);
    await clock.advance(999);
    assertEquals(aborted, []);
    if (by === "signal") controller.abort();
    else await clock.advance(1);
    await stop;
    const reason = "Cannot finish the run: the queue stops";
    assertEquals(aborted, [`a ${reason}`, `b ${reason}`]);
  });
}

Deno.test("queue.stop() of an idle queue answers at once, and twice", async () => {
  const { queue } = setup();
  await queue.stop();
  await queue.stop({ deadlineMs: 10 });
});

Deno.test("one timer serves all keys", async () => {
  const { clock, queue, runs } = setup();
  for (let i = 0; i < 1000; i++) queue.add(key(`${i}`), interval, { afterMs: 1000 - i });
  assertEquals(clock.alarms, 1);
  await clock.advance(1000);
  assertEquals([runs.length, runs[0]?.name], [1000, "999"]);
});

Deno.test("hooks are told of adds, starts, ends and retries; one that throws loses no key", async () => {
  const told: string[] = [];
  const hooks = {
    onAdd: ({ name }: ReconcileKey) => void told.push(`add ${name}`),
    onStart: ({ key }: Run, waitedMs: number) => void told.push(`start ${key.name} ${waitedMs}`),
    onFinish: ({ key }: Run, { kind }: Outcome, ranMs: number) => {
      told.push(`${kind} ${key.name} ${ranMs}`);
      throw new Error("hook");
    },
    onRetry: ({ name }: ReconcileKey, inMs: number) => void told.push(`retry ${name} ${inMs}`),
  };
  const { clock, queue, errors } = setup({
    tookMs: 10,
    hooks,
    outcome: () => ({ kind: "failed" }),
  });
  for (const name of ["a", "b"]) queue.add(key(name), start);
  await clock.advance(20);
  assertEquals(told, [
    ...["add a", "add b", "start a 0", "failed a 10", "retry a 750"],
    ...["start b 10", "failed b 10", "retry b 750"],
  ]);
  assertEquals([errors.length, clock.alarms], [2, 1]);
  assert(errors.every((error) => (error as Error).message === "hook"));
});
