import { assert, assertEquals } from "@std/assert";
import { compareNames } from "../pack/mod.ts";
import { slices } from "../bus/mod.ts";
import { arrange, folderEntry } from "./tree.ts";

Deno.test("arrange() gives the order of a walk, which is that of the pack, for names of all kinds", async () => {
  const plain = ["a", "a-b", "a.b", "a0", "b/c/d", "b-c", "b", "é", "日本", "A", "c d", "\u0001x"];
  for (const names of [plain, [...plain, "😀", "\ufffd", "\ue000z", "𝒳/y"]]) {
    const paths = (await arrange(names.map((name) => folderEntry(name)), slices())).map((
      { path },
    ) => path);
    const bytes = (path: string) => new TextEncoder().encode(path);
    assertEquals(paths, paths.toSorted((a, b) => compareNames(bytes(a), bytes(b))));
    assertEquals(paths.indexOf("b/c/d") - paths.indexOf("b"), 2);
  }
});

Deno.test("arrange() of 100,000 entries asks after every few hundred whether others wait", async () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `d${i % 97}/e${i % 89}/f${i}`);
  let asked = 0;
  const breathe = () => void asked++;
  const arranged = await arrange(names.map((name) => folderEntry(name)), breathe);
  assertEquals(arranged.length, 100_000 + 97 + 97 * 89);
  // Three looks at all of them, the first sort, and seven rounds of merging.
  assert(asked > 100_000 / 512 * 11, `${asked}`);
});
