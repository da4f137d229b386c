import { assertEquals } from "@std/assert";
import { FakeTime } from "./testdata/fake_time.ts";
import { Deadlines } from "./deadlines.ts";

Deno.test("a deadline fires once, at most a tick late and never early", () => {
  using time = new FakeTime();
  const fired: number[] = [];
  const deadlines = new Deadlines();
  deadlines.add(100, () => fired.push(time.now));
  deadlines.add(220, () => fired.push(time.now));
  time.pass(99);
  assertEquals(fired, []);
  time.pass(400);
  assertEquals(fired.map((at, i) => at >= [100, 220][i]! && at <= [150, 270][i]!), [true, true]);
});

Deno.test("a deadline that was called off does not fire", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  let fired = 0;
  const off = deadlines.add(100, () => fired++);
  deadlines.add(100, () => fired += 10);
  off();
  off();
  time.pass(200);
  assertEquals(fired, 10);
});

Deno.test("no timer runs while no deadline is open, nor after stop()", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  deadlines.add(10, () => {});
  assertEquals(time.timers, 1);
  time.pass(100);
  assertEquals(time.timers, 0);
  deadlines.add(10_000, () => {});
  deadlines.stop();
  assertEquals(time.timers, 0);
});

Deno.test("a deadline may be added while one fires", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  const fired: string[] = [];
  deadlines.add(10, () => {
    fired.push("first");
    deadlines.add(10, () => fired.push("second"));
  });
  time.pass(300);
  assertEquals(fired, ["first", "second"]);
  assertEquals(time.timers, 0);
});
