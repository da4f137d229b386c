import { assertEquals } from "@std/assert";
import { systemClock } from "./clock.ts";
import { TestClock } from "./testdata/test_clock.ts";

Deno.test("TestClock.advance() runs what is due in the order of its time, each at its own time", async () => {
  const clock = new TestClock(1000);
  const ran: [string, number][] = [];
  clock.after(30, () => ran.push(["late", clock.now()]));
  clock.after(10, () => ran.push(["early", clock.now()]));
  clock.after(99, () => ran.push(["never", clock.now()]));
  await clock.advance(50);
  assertEquals(ran, [["early", 1010], ["late", 1030]]);
  assertEquals([clock.now(), clock.monotonic(), clock.alarms], [1050, 50, 1]);
});

Deno.test("TestClock.advance() lets promises settle, and runs what they set within the time", async () => {
  const clock = new TestClock();
  const ran: number[] = [];
  clock.after(10, async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    clock.after(10, () => ran.push(clock.monotonic()));
  });
  await clock.advance(20);
  assertEquals(ran, [20]);
});

Deno.test("Clock.after() is called off by what it answers", async () => {
  const clock = new TestClock();
  clock.after(10, () => {
    throw new Error("called off");
  })();
  await clock.advance(20);
});

Deno.test("systemClock.after() keeps a delay that is longer than a timer can count", async () => {
  let ran = false;
  const cancel = systemClock.after(2 ** 31 + 5, () => ran = true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  cancel();
  assertEquals(ran, false);
});
