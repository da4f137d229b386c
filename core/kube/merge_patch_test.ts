import { assertEquals } from "@std/assert";
import { mergePatch } from "./merge_patch.ts";

Deno.test("mergePatch() holds what differs and nothing else", () => {
  assertEquals(
    mergePatch({ a: 1, b: { c: [1, { d: 2 }] } }, { a: 1, b: { c: [1, { d: 2 }] } }),
    undefined,
  );
  assertEquals(
    mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { b: { c: 1, d: 3 }, e: [1, 2], f: 0 }),
    {
      ...{ a: null, b: { d: 3 }, e: [1, 2], f: 0 },
    },
  );
  assertEquals(mergePatch({ a: 1 }, { a: undefined }), { a: null });
});
