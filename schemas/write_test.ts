import { assertEquals } from "@std/assert";
import { schemaFiles } from "./write.ts";

for (const [name, text] of schemaFiles()) {
  Deno.test(`${name} is what its definition says; if not: deno task schemas`, async () => {
    assertEquals(await Deno.readTextFile(new URL(name, import.meta.url)), text);
  });
}
