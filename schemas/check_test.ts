import { assertEquals } from "@std/assert";
import Type from "typebox";
import { checker, describe } from "./check.ts";

const strict = { additionalProperties: false };
const Shape = Type.Object({
  kind: Type.Enum(["a", "b"]),
  step: Type.Union([
    Type.Object({ do: Type.Literal("get"), refs: Type.Array(Type.String()) }, strict),
    Type.Object({ do: Type.Literal("list"), labels: Type.String() }, strict),
  ]),
}, strict);
const shape = checker(Shape);

Deno.test("checker() finds nothing wrong with a value that fits", () => {
  assertEquals(shape.problems({ kind: "a", step: { do: "get", refs: [] } }), []);
});

Deno.test("checker() names the key that is not known and the one that lacks", () => {
  const said = describe(shape.problems({ kin: "a", step: { do: "get", refs: [] } }));
  assertEquals(said, '/: lacks "kind"; /kin: is not known here');
});

Deno.test("checker() tells what is allowed", () => {
  assertEquals(shape.problems({ kind: "c", step: { do: "get", refs: [] } }), [
    { path: "/kind", message: "must be one of a, b", allowed: ["a", "b"] },
  ]);
});

Deno.test("checker() speaks of the branch of a union that was meant, not of the others", () => {
  assertEquals(
    describe(shape.problems({ kind: "a", step: { do: "list", labels: 3 } })),
    "/step/labels: must be string",
  );
});

Deno.test("checker() does not take keys of the prototype for known ones", () => {
  const value = JSON.parse(
    '{"kind":"a","step":{"do":"get","refs":[]},"__proto__":1,"constructor":2}',
  );
  assertEquals(shape.problems(value).map((p) => p.path).sort(), ["/__proto__", "/constructor"]);
});

Deno.test("checker() tells everything that is wrong, however much it is", () => {
  const list = checker(Type.Array(Type.Integer()));
  assertEquals(list.problems(Array.from({ length: 100 }, () => "no")).length, 100);
});
