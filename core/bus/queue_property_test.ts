import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type ReconcileKey, reconcileKey } from "./key.ts";
import { ReconcileQueue } from "./queue.ts";
import type { Run } from "./entry.ts";
import type { Outcome } from "./outcome.ts";
import { TestClock } from "./testdata/test_clock.ts";
import { priorities, type Priority } from "./trigger.ts";

/** One observed run; times on the test's clock, `order` counts all that happens. */
interface Seen {
  readonly id: string;
  readonly startedAt: number;
  readonly order: number;
  readonly run: Run;
  endedAt?: number;
}

/** What reconciling does in a model test: how long each run takes and how it ends, by the key's name. */
interface World {
  readonly concurrency: number;
  readonly namespaceShare: number;
  readonly tookMs: readonly number[];
  readonly outcomes: readonly Outcome[];
}

/** Plays a queue and checks at each moment what must hold at every moment. */
class Play {
  readonly clock = new TestClock();
  readonly seen: Seen[] = [];
  readonly running = new Set<string>();
  readonly queue: ReconcileQueue;
  order = 0;

  constructor({ concurrency, namespaceShare, tookMs, outcomes }: World) {
    const share = Math.max(1, Math.floor(concurrency * namespaceShare));
    const held = (namespace: string) =>
      [...this.running].filter((id) => id.startsWith(`3.1.App${namespace}`)).length;
    this.queue = new ReconcileQueue({
      ...{ clock: this.clock, concurrency, namespaceShare, random: () => 0.5 },
      report: (error) => {
        throw error;
      },
      reconcile: async (run) => {
        const { id, namespace } = run.key;
        assert(!this.running.has(id), `${id} runs twice at once`);
        this.running.add(id);
        assert(this.running.size <= concurrency, "more runs than workers");
        assert(held(namespace) <= share, `${namespace} holds more than its share`);
        const count = this.seen.length;
        const one: Seen = { id, run, order: this.order++, startedAt: this.clock.monotonic() };
        this.seen.push(one);
        const took = tookMs[count % tookMs.length]!;
        if (took) await new Promise<void>((resolve) => this.clock.after(took, resolve));
        this.running.delete(id);
        one.endedAt = this.clock.monotonic();
        return outcomes[count % outcomes.length]!;
      },
    });
  }
}

const keys: readonly ReconcileKey[] = ["a", "b", "c"].flatMap((namespace) =>
  ["x", "y", "z"].map((name) => reconcileKey({ kind: "App", namespace, name }))
);
const outcome = fc.constantFrom<Outcome>(
  { kind: "done", againInMs: 5000 },
  { kind: "waiting", againInMs: 300 },
  { kind: "failed" },
  { kind: "failed", retryAfterMs: 200 },
  { kind: "stalled" },
  { kind: "gone" },
);
const world = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  namespaceShare: fc.constantFrom(0.25, 0.5, 1),
  tookMs: fc.array(fc.constantFrom(0, 0, 10, 100, 700), { minLength: 1, maxLength: 5 }),
  outcomes: fc.array(outcome, { minLength: 1, maxLength: 5 }),
});
const ask = fc.record({
  key: fc.constantFrom(...keys),
  priority: fc.constantFrom<Priority>(...priorities),
  afterMs: fc.constantFrom(0, 0, 50, 400),
});
const step = fc.oneof(
  ...[ask, ask.map((ask) => ({ ...ask, afterMs: 0 })), fc.record({ pass: fc.nat(300) })],
);

Deno.test("every ask is followed by a run that started after it, and no key runs twice at once", async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(step, { maxLength: 40 }), async (world, steps) => {
      const play = new Play(world);
      const asks: { id: string; order: number; dueAt: number; cause: string }[] = [];
      for (const step of steps) {
        if ("pass" in step) {
          await play.clock.advance(step.pass);
          continue;
        }
        const order = play.order++, cause = `ask ${order}`;
        asks.push({ id: step.key.id, order, cause, dueAt: play.clock.monotonic() + step.afterMs });
        play.queue.add(step.key, { priority: step.priority, cause }, { afterMs: step.afterMs });
      }
      await play.clock.advance(60_000);
      for (const asked of asks) {
        const answer = play.seen.find((run) => run.id === asked.id && run.order > asked.order);
        assert(answer, `no run after ${asked.cause} of ${asked.id}`);
        const causes = answer.run.triggers.map(({ cause }) => cause);
        assert(
          causes.includes(asked.cause) || causes.length === 8,
          `${asked.cause} did not ride along`,
        );
        const urgency = answer.run.triggers.map(({ priority }) => priorities.indexOf(priority));
        assertEquals(urgency, urgency.toSorted(), "the most urgent trigger is not the first");
      }
      await stopped(play.queue, play.clock);
    }),
    { numRuns: 150 },
  );
});

Deno.test("an idle key runs once, at the earliest of all the times that were asked for", async () => {
  const times = fc.array(fc.nat(1000), { minLength: 1, maxLength: 10 });
  await fc.assert(fc.asyncProperty(times, async (times) => {
    const play = new Play({
      ...{ concurrency: 1, namespaceShare: 1, tookMs: [0] },
      outcomes: [{ kind: "stalled" }],
    });
    for (const afterMs of times) {
      play.queue.add(keys[0]!, { priority: "interval", cause: "" }, { afterMs });
    }
    await play.clock.advance(2000);
    assertEquals(play.seen.map((run) => run.startedAt), [Math.min(...times)]);
  }));
});

Deno.test("a person's request goes before all that waits, until something has waited too long", async () => {
  const others = fc.array(ask.filter(({ priority }) => priority !== "request"), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(others, fc.constantFrom(...keys), async (others, wanted) => {
      const play = new Play({
        ...{ concurrency: 1, namespaceShare: 1, tookMs: [100] },
        outcomes: [{ kind: "stalled" }],
      });
      for (const { key, priority } of others) play.queue.add(key, { priority, cause: "" });
      await play.clock.advance(50);
      const before = play.seen.length;
      play.queue.add(wanted, { priority: "request", cause: "person" });
      await play.clock.advance(5000);
      assertEquals(play.seen[before]?.id, wanted.id);
      assertEquals(play.seen[before]?.run.triggers[0]?.priority, "request");
    }),
  );
});

Deno.test("no key starves while more urgent keys of every namespace are always waiting", async () => {
  const load = fc.record({
    priority: fc.constantFrom<Priority>("change", "interval", "start"),
    concurrency: fc.integer({ min: 1, max: 3 }),
    busy: fc.integer({ min: 4, max: 20 }),
    perNamespace: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(load, async ({ priority, concurrency, busy, perNamespace }) => {
      const clock = new TestClock();
      const waited = new Set<string>();
      const busyKeys = Array.from(
        { length: busy },
        (_, i) => reconcileKey({ kind: "Busy", namespace: `n${i % 3}`, name: `${i}` }),
      );
      const queue: ReconcileQueue = new ReconcileQueue({
        ...{ clock, concurrency, ageing: { afterMs: 1000, everyTurns: 4 }, report: () => {} },
        reconcile: async ({ key }) => {
          waited.delete(key.id);
          if (key.kind === "Busy") queue.add(key, { priority: "request", cause: "again" });
          await new Promise<void>((resolve) => clock.after(10, resolve));
          return { kind: "stalled" };
        },
      });
      for (const key of busyKeys) queue.add(key, { priority: "request", cause: "load" });
      for (let i = 0; i < perNamespace * 4; i++) {
        const key = reconcileKey({ kind: "Slow", namespace: `n${i % 4}`, name: `${i}` });
        waited.add(key.id);
        queue.add(key, { priority, cause: "slow" });
      }
      // One turn in four is theirs after a second: 20 keys need at most 80 turns of 10 ms and a few more.
      await clock.advance(1000 + 20 * 4 * 10 + 100);
      assertEquals(waited.size, 0);
      await stopped(queue, clock);
    }),
    { numRuns: 40 },
  );
});

async function stopped(queue: ReconcileQueue, clock: TestClock): Promise<void> {
  const stop = queue.stop();
  await clock.advance(1000);
  await stop;
}

Deno.test("10,000 failing keys of one namespace delay another's by no more than one run", async () => {
  for (const [namespaceShare, mostMs] of [[1, 20], [0.75, 0]] as const) {
    const clock = new TestClock();
    const delays: number[] = [];
    let asked = 0;
    const queue = new ReconcileQueue({
      ...{ clock, concurrency: 4, namespaceShare, report: () => {} },
      reconcile: async ({ key }) => {
        if (key.namespace === "good") delays.push(clock.monotonic() - asked);
        await new Promise<void>((resolve) => clock.after(20, resolve));
        return key.namespace === "good" ? { kind: "stalled" } : { kind: "failed" };
      },
    });
    for (let i = 0; i < 10_000; i++) {
      const key = reconcileKey({ kind: "App", namespace: "bad", name: `${i}` });
      queue.add(key, { priority: "change", cause: "load" });
    }
    const good = reconcileKey({ kind: "App", namespace: "good", name: "app" });
    for (let i = 0; i < 20; i++) {
      await clock.advance(107);
      asked = clock.monotonic();
      queue.add(good, { priority: "change", cause: "new revision" });
    }
    await clock.advance(100);
    assertEquals(delays.length, 20);
    assert(Math.max(...delays) <= mostMs, `delayed by ${Math.max(...delays)} ms`);
    await stopped(queue, clock);
  }
});

Deno.test("queue.stop() ends what runs, starts nothing, and leaves no timer, whenever it is called", async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(ask, { maxLength: 20 }),
      fc.nat(500),
      async (world, asks, ms) => {
        const play = new Play(world);
        for (const { key, priority, afterMs } of asks) {
          play.queue.add(key, { priority, cause: "" }, { afterMs });
        }
        await play.clock.advance(ms);
        const begun = play.seen.length;
        const stop = play.queue.stop({ deadlineMs: 10_000 });
        await play.clock.advance(9_000);
        await stop;
        await play.clock.advance(1_000_000);
        assertEquals(play.seen.length, begun);
        assert(play.seen.every((run) => run.endedAt !== undefined));
        assertEquals(play.clock.alarms, 0);
      },
    ),
    { numRuns: 50 },
  );
});
