import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../contract/mod.ts";
import { predicate } from "./expression.ts";

Deno.test("predicate() compares the numbers of JSON as ints", () => {
  const holds = predicate("dep.status.replicas == 3 && dep.status.replicas > 2", ["dep"]);
  assertEquals(holds({ dep: { status: { replicas: 3 } } }), true);
});

Deno.test("predicate() refuses what is no bool, and what cannot be parsed, terminally", () => {
  for (const text of ["dep", "1 + 1", "dep.("]) {
    const failure = assertThrows(() => predicate(text, ["dep"]), Failure);
    assertEquals([failure.code, failure.reason], ["terminal", "InvalidCELExpression"]);
  }
});

Deno.test("predicate() matches in time that grows with the text, not with the pattern", () => {
  const holds = predicate("dep.name.matches('^(a+)+$')", ["dep"]);
  const began = performance.now();
  assertEquals(holds({ dep: { name: `${"a".repeat(5000)}!` } }), false);
  assertEquals(performance.now() - began < 1000, true);
});

Deno.test("predicate() throws where the values lack what it looks at", () => {
  const holds = predicate("dep.status.ready == true", ["dep"]);
  assertThrows(() => holds({ dep: {} }));
});
