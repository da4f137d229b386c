import { assertEquals } from "@std/assert";
import { readFailure } from "./failure.ts";

Deno.test("readFailure() bounds what a plugin says: reason, message and time", () => {
  const said = { code: "transient", reason: "a b\n", message: "x".repeat(9000), retryAfterMs: -1 };
  const read = readFailure(said)!;
  assertEquals([read.code, read.reason, read.retryAfterMs], ["transient", "PluginError", 0]);
  assertEquals(read.message.length, 8193);
  assertEquals(readFailure({ ...said, retryAfterMs: 1e300 })!.retryAfterMs, 86_400_000);
});

Deno.test("readFailure() takes nothing that is no failure", () => {
  const good = { code: "terminal", reason: "Broken", message: "m" };
  assertEquals(readFailure(good), good as never);
  const wrong = [null, "text", {}, { ...good, code: "odd" }, { ...good, reason: 1 }];
  for (const one of [...wrong, { ...good, retryAfterMs: "1" }]) {
    assertEquals(readFailure(one), undefined);
  }
});
