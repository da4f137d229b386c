import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { collect, noteUse } from "./collect.ts";

Deno.test("collect() removes the bundles that no start used for 90 days, and keeps the others", async () => {
  const cache = await Deno.makeTempDir();
  const now = new Date("2026-06-01"), old = new Date("2026-01-01");
  try {
    for (const part of ["made", "work"]) await Deno.mkdir(join(cache, part));
    for (const path of ["bundles/old", "bundles/used", "modules/old", "modules/new"]) {
      await Deno.mkdir(join(cache, path), { recursive: true });
      await Deno.writeTextFile(join(cache, path, "mod.js"), "");
      if (!path.endsWith("new")) await Deno.utime(join(cache, path), old, old);
    }
    await Deno.writeTextFile(join(cache, "made/key"), "sha256:old");
    await Deno.utime(join(cache, "made/key"), old, old);
    await Deno.chmod(join(cache, "bundles/old"), 0o555);
    await noteUse(join(cache, "bundles/used"), now);
    await collect(cache, now);
    const left = async (part: string) =>
      (await Array.fromAsync(Deno.readDir(join(cache, part)), ({ name }) => name)).sort();
    assertEquals(await left("bundles"), ["used"]);
    assertEquals(await left("modules"), ["new"]);
    assertEquals(await left("made"), []);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
