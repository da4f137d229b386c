import { assertEquals } from "@std/assert";
import { compareNames } from "../pack/mod.ts";
import { arrange, folderEntry } from "./tree.ts";

Deno.test("arrange() gives the order of a walk, which is that of the pack, for names of all kinds", () => {
  const plain = ["a", "a-b", "a.b", "a0", "b/c/d", "b-c", "b", "é", "日本", "A", "c d", "\u0001x"];
  for (const names of [plain, [...plain, "😀", "\ufffd", "\ue000z", "𝒳/y"]]) {
    const paths = arrange(names.map((name) => folderEntry(name))).map(({ path }) => path);
    const bytes = (path: string) => new TextEncoder().encode(path);
    assertEquals(paths, paths.toSorted((a, b) => compareNames(bytes(a), bytes(b))));
    assertEquals(paths.indexOf("b/c/d") - paths.indexOf("b"), 2);
  }
});
