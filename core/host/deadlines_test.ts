import { assertEquals } from "@std/assert";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { Deadlines } from "./deadlines.ts";

Deno.test("Deadlines do each work at its own time, on one timer", async () => {
  const clock = new TestClock(), deadlines = new Deadlines(clock), done: string[] = [];
  for (const ms of [30, 10, 20]) {
    deadlines.after(ms, () => done.push(`${ms} at ${clock.monotonic()}`));
    assertEquals(clock.alarms, 1);
  }
  await clock.advance(100);
  assertEquals(done, ["10 at 10", "20 at 20", "30 at 30"]);
  assertEquals(clock.alarms, 0);
});

Deno.test("Deadlines do not do what was called off, and set no timer anew for what follows it", async () => {
  const clock = new TestClock(), deadlines = new Deadlines(clock), done: string[] = [];
  for (let i = 0; i < 1000; i++) deadlines.after(60, () => done.push("late"))();
  assertEquals(clock.alarms, 1);
  deadlines.after(100, () => done.push("due"));
  await clock.advance(60);
  assertEquals([done, clock.alarms], [[], 1]);
  await clock.advance(40);
  assertEquals(done, ["due"]);
});

Deno.test("Deadlines take what their own work adds, and what it calls off", async () => {
  const clock = new TestClock(), deadlines = new Deadlines(clock), done: string[] = [];
  deadlines.after(10, () => {
    off();
    deadlines.after(5, () => done.push("added"));
  });
  const off = deadlines.after(10, () => done.push("called off"));
  await clock.advance(20);
  assertEquals(done, ["added"]);
});

Deno.test("Deadlines that are stopped do nothing more, and take nothing", async () => {
  const clock = new TestClock(), deadlines = new Deadlines(clock), done: string[] = [];
  deadlines.after(10, () => done.push("before"));
  deadlines.stop();
  deadlines.after(10, () => done.push("after"));
  await clock.advance(100);
  assertEquals([done, clock.alarms], [[], 0]);
});
