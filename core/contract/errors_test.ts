import { assert, assertEquals } from "@std/assert";
import { Failure, flatten, revive, terminal, transient } from "./errors.ts";

/** Another copy of the module, as a plugin's bundle has one. */
const copy: typeof import("./errors.ts") = await import(`./errors.ts?${"copy"}`);

Deno.test("flatten() knows a failure of another copy of the module", () => {
  const foreign = copy.transient("Busy", "come back", 7);
  assert(foreign.constructor !== Failure && foreign instanceof Failure);
  assertEquals(flatten(foreign), {
    code: "transient",
    reason: "Busy",
    message: "come back",
    retryAfterMs: 7,
  });
});

Deno.test("flatten() takes what is no failure for a transient one, without a stack", () => {
  for (const thrown of [new TypeError("no"), "no"]) {
    assertEquals(flatten(thrown), { code: "transient", reason: "PluginError", message: "no" });
  }
});

Deno.test("revive() is the opposite of flatten()", () => {
  for (const failure of [terminal("Bad", "b"), transient("Busy", "c", 0)]) {
    assertEquals(flatten(revive(flatten(failure))), flatten(failure));
  }
});

Deno.test("a kind of failure is told apart from the others", () => {
  class Special extends Failure {}
  assert(new Special("terminal", "A", "b") instanceof Special);
  assert(new Special("terminal", "A", "b") instanceof Failure);
  assert(!(terminal("A", "b") instanceof Special));
});
