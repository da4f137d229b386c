import { assert, assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../contract/mod.ts";
import { Pool, type PoolOptions } from "./pool.ts";
import type { PluginProcess } from "./process.ts";

/** As much of a process as a pool looks at. */
class FakeProcess {
  readonly #end = Promise.withResolvers<string>();
  readonly ended = this.#end.promise;
  open = 0;
  alive = true;
  lastUsed = performance.now();
  drained = 0;
  isQuick = false;

  keepsUp(): Promise<boolean> {
    return Promise.resolve(this.isQuick);
  }

  hold(): this {
    this.open++;
    return this;
  }

  crash(): void {
    this.alive = false;
    this.#end.resolve("ended with status 1");
  }

  drain(): Promise<string> {
    this.drained++;
    this.crash();
    return this.ended;
  }
}

function pool({ isQuick = false, ...options }: Partial<PoolOptions> & { isQuick?: boolean } = {}) {
  const made: FakeProcess[] = [], crashes: string[] = [];
  const start = () => {
    made.push(Object.assign(new FakeProcess(), { isQuick }));
    return Promise.resolve(made.at(-1) as unknown as PluginProcess);
  };
  const backoff = { baseMs: 1, maxMs: 4 };
  const onCrash = (how: string) => void crashes.push(how);
  return { made, crashes, start, pool: new Pool({ size: 1, start, backoff, onCrash, ...options }) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("pool.acquire() starts one process for any number that wait at once, where one is the most", async () => {
  const { pool: one, made } = pool();
  await Promise.all([one.acquire(), one.acquire(), one.acquire()]);
  assertEquals([made.length, made[0]?.open], [1, 3]);
});

Deno.test("pool.acquire() takes an idle process before it starts another", async () => {
  const { pool: three, made } = pool({ size: 3 });
  const first = await three.acquire();
  (first as unknown as FakeProcess).open = 0;
  assertEquals(await three.acquire(), first);
  assertEquals(made.length, 1);
});

Deno.test("pool.acquire() spreads a burst over as many as it may start", async () => {
  const { pool: three, made } = pool({ size: 3 });
  await Promise.all(Array.from({ length: 9 }, () => three.acquire()));
  assertEquals(made.map(({ open }) => open), [3, 3, 3]);
});

Deno.test("pool.acquire() starts one for a burst that it keeps up with", async () => {
  const { pool: three, made } = pool({ size: 3, isQuick: true });
  await Promise.all(Array.from({ length: 9 }, () => three.acquire()));
  assertEquals(made.map(({ open }) => open), [9]);
});

Deno.test("pool.acquire() starts no other beside one that keeps up", async () => {
  const { pool: three, made } = pool({ size: 3 });
  await three.acquire();
  made[0]!.isQuick = true;
  await three.acquire();
  assertEquals(made.map(({ open }) => open), [2]);
  made[0]!.isQuick = false;
  await three.acquire();
  assertEquals(made.map(({ open }) => open), [2, 1]);
});

Deno.test("pool.acquire() starts a new process in the place of a dead one", async () => {
  const { pool: one, made, crashes } = pool();
  await one.acquire();
  made[0]!.crash();
  await settled();
  await one.acquire();
  assertEquals([made.length, crashes], [2, ["ended with status 1"]]);
});

Deno.test("pool.acquire() rejects all that wait for a start that fails, and tries again later", async () => {
  let fail = true;
  const { pool: one, start } = pool();
  const picky = pool({
    start: () => fail ? Promise.reject(new Error("no")) : start(),
  }).pool;
  const waiting = [picky.acquire(), picky.acquire()];
  for (const one of waiting) await assertRejects(() => one, Error, "no");
  fail = false;
  assert(await picky.acquire());
  assert(one.isRested);
});

Deno.test("pool.acquire() does not wait for a start that is far away", async () => {
  const { pool: one, made } = pool({ backoff: { baseMs: 60_000, maxMs: 60_000 } });
  await one.acquire();
  made[0]!.crash();
  await settled();
  const error = await assertRejects(() => one.acquire(), Failure, "not started again for 60 s");
  assert(error.retryAfterMs! > 50_000);
  one.succeeded();
  assert(await one.acquire());
});

Deno.test("pool.stopIdle() stops what nobody holds, and that is no crash", async () => {
  const { pool: two, made, crashes } = pool({ size: 2 });
  await Promise.all([two.acquire(), two.acquire()]);
  made[0]!.open = 0;
  await two.stopIdle(0, 10);
  assertEquals([made.map(({ drained }) => drained), crashes], [[1, 0], []]);
  assertEquals(two.isRested, false);
});

Deno.test("pool.close() waits for a start that is under way, and starts nothing more", async () => {
  const starting = Promise.withResolvers<PluginProcess>();
  const { pool: one } = pool({ start: () => starting.promise });
  const acquired = one.acquire();
  const closed = one.close(0);
  const late = new FakeProcess();
  starting.resolve(late as unknown as PluginProcess);
  await acquired;
  await closed;
  assertEquals(late.drained, 1);
  await assertRejects(() => one.acquire(), Failure, "being stopped");
});
