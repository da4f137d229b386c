import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../contract/mod.ts";
import { predicate } from "./expression.ts";

Deno.test("predicate() compares the numbers of JSON as ints", () => {
  const holds = predicate("dep.status.replicas == 3 && dep.status.replicas > 2", ["dep"]);
  assertEquals(holds({ dep: { status: { replicas: 3 } } }), true);
});

Deno.test("predicate() takes the numbers of some variables as doubles", () => {
  const holds = predicate(
    "req.n * 2.0 == 3.0 * 2.0 && req.n > 2 && string(req.n) == '3' && res.n / 2 == 1",
    ["req", "res"],
    ["req"],
  );
  assertEquals(holds({ req: { n: 3 }, res: { n: 3 } }), true);
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

Deno.test("predicate() knows the functions and optionals that Flux's guides use", () => {
  const req = { tag: "ghcr.io/a/app:v1", data: "aGk=", tags: ["a", "b"] };
  const texts = [
    "req.tag.split('/').last().value().split(':').first().value() == 'app'",
    "req.?branch.orValue('main') == 'main' && !req.?branch.hasValue()",
    "req.tag.replace('ghcr.io/', '').startsWith('a/') && matches(req.tag, '^ghcr')",
    "sets.contains(req.tags, ['a']) && sets.equivalent(req.tags, ['b', 'a'])",
    "string(base64.decode(req.data)) == 'hi' && !sets.intersects(req.tags, ['c'])",
  ];
  for (const text of texts) assertEquals(predicate(text, ["req"])({ req }), true, text);
});

const wrong: readonly [text: string, says: string][] = [
  [
    "res.(",
    "ERROR: <input>:1:5: Syntax error: no viable alternative at input '.('\n | res.(\n | ....^",
  ],
  ["foo", "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^"],
  [
    "1 + 'a' == 2",
    "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a' == 2\n | ..^",
  ],
  [
    "res.name.nope() == 'x'",
    "ERROR: <input>:1:14: undeclared reference to 'nope' (in container '')\n | res.name.nope() == 'x'\n | .............^",
  ],
  [
    "true &&\nsize(1) == 1",
    "ERROR: <input>:2:5: found no matching overload for 'size' applied to '(int)'\n | size(1) == 1\n | ....^",
  ],
];

for (const [text, says] of wrong) {
  Deno.test(`predicate() tells what is wrong with ${JSON.stringify(text)} as cel-go does`, () => {
    const { message } = assertThrows(() => predicate(text, ["res"]), Failure);
    assertEquals(message, `failed to parse the CEL expression '${text}': ${says}`);
  });
}

Deno.test("a predicate that fails names the expression and what is missing", () => {
  const holds = predicate("res.a.b == 1", ["res"]);
  const { message } = assertThrows(() => holds({ res: { a: {} } }), Error);
  assertEquals(message, "failed to evaluate the CEL expression 'res.a.b == 1': no such key: b");
});
