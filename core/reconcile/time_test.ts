import { assertEquals } from "@std/assert";
import { durationOf } from "./profile.ts";

Deno.test("durationOf() reads Go's durations that can be waited, and nothing else", () => {
  const object = { apiVersion: "v1", kind: "Thing", metadata: { name: "one" } };
  const read = ["1h30m", "1.5s", "250ms", "10m", "100us", "", "10", "1d", "-1s"]
    .map((text) => durationOf(object, text));
  const none = undefined;
  assertEquals(read, [5_400_000, 1500, 250, 600_000, 0.1, none, none, none, none]);
});
