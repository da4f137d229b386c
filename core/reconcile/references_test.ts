import { assertEquals } from "@std/assert";
import { References } from "./references.ts";

const ref = (name: string) => ({
  apiVersion: "example.dev/v1",
  kind: "Thing",
  namespace: "a",
  name,
});

Deno.test("References.of() names who refers to an object, whatever the version it is named by", () => {
  const references = new References();
  references.add(ref("one"), ref("source"));
  references.add(ref("two"), { ...ref("source"), apiVersion: "example.dev/v1beta1" });
  assertEquals(references.of(ref("source")).map(({ name }) => name), ["one", "two"]);
});

Deno.test("References.keep() forgets all that is not referred to any more", () => {
  const references = new References();
  for (const to of ["a", "b"]) references.add(ref("one"), ref(to));
  references.keep(ref("one"), [ref("b")]);
  assertEquals([references.of(ref("a")).length, references.of(ref("b")).length], [0, 1]);
});
