import { assertEquals } from "@std/assert";
import { Bus } from "./bus.ts";

interface Events {
  "content.stored": { digest: string };
  "delivery.finished": { name: string };
}

function setup() {
  const reports: string[] = [];
  const heard: string[] = [];
  const bus = new Bus<Events>((error, name) =>
    reports.push(`${name}: ${(error as Error).message}`)
  );
  return { bus, heard, reports };
}

Deno.test("Bus.emit() reaches the hearers of that name alone, in the order they subscribed", () => {
  const { bus, heard } = setup();
  bus.on("content.stored", ({ digest }) => heard.push(`1 ${digest}`));
  bus.on("delivery.finished", ({ name }) => heard.push(name));
  bus.on("content.stored", ({ digest }) => heard.push(`2 ${digest}`));
  bus.emit("content.stored", { digest: "a" });
  assertEquals(heard, ["1 a", "2 a"]);
});

Deno.test("Bus.emit() reports a hearer that throws or rejects, and reaches the others", async () => {
  const { bus, heard, reports } = setup();
  bus.on("content.stored", () => {
    throw new Error("thrown");
  });
  bus.on("content.stored", () => Promise.reject(new Error("rejected")));
  bus.on("content.stored", ({ digest }) => heard.push(digest));
  bus.emit("content.stored", { digest: "a" });
  await Promise.resolve();
  assertEquals(heard, ["a"]);
  assertEquals(reports, ["content.stored: thrown", "content.stored: rejected"]);
});

Deno.test("Bus.emit() within a hearer is delivered after the fact that is being told", () => {
  const { bus, heard } = setup();
  bus.on("content.stored", () => bus.emit("delivery.finished", { name: "nested" }));
  bus.on("delivery.finished", ({ name }) => heard.push(name));
  bus.on("content.stored", () => heard.push("second hearer"));
  bus.emit("content.stored", { digest: "a" });
  assertEquals(heard, ["second hearer", "nested"]);
});

Deno.test("Bus.on() can be disposed by another hearer during a fact, and hears no more of it", () => {
  const { bus, heard } = setup();
  bus.on("content.stored", () => second[Symbol.dispose]());
  const second = bus.on("content.stored", () => heard.push("second"));
  bus.on("content.stored", () => heard.push("third"));
  bus.emit("content.stored", { digest: "a" });
  bus.emit("content.stored", { digest: "b" });
  assertEquals(heard, ["third", "third"]);
});

Deno.test("Bus.on() during a fact hears from the next fact on", () => {
  const { bus, heard } = setup();
  using _first = bus.on("content.stored", ({ digest }) => {
    if (digest === "a") bus.on("content.stored", (event) => heard.push(event.digest));
  });
  bus.emit("content.stored", { digest: "a" });
  bus.emit("content.stored", { digest: "b" });
  assertEquals(heard, ["b"]);
});
