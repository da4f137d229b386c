import { assertEquals } from "@std/assert";
import { removeAll } from "./remove.ts";

const isThere = (path: string) => Deno.lstat(path).then(() => true, () => false);

/** Levels below `folder` that no one path can name: chains are moved below each other. */
async function dig(folder: string, times: number): Promise<void> {
  const chain = Array(15).fill("f".repeat(200)).join("/");
  for (let i = 0; i < times; i++) {
    await Deno.mkdir(`${folder}/next/${chain}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/next/${chain}/file`, "");
    if (i > 0) await Deno.rename(`${folder}/held`, `${folder}/next/${chain}/held`);
    await Deno.rename(`${folder}/next`, `${folder}/held`);
  }
}

Deno.test("removeAll() removes a tree of 30,000 levels, which ends a process that removes it by recursion", async () => {
  const folder = await Deno.makeTempDir();
  await dig(folder, 2000);
  await removeAll(folder);
  assertEquals(await isThere(folder), false);
});

Deno.test("removeAll() removes what is closed, links without what they lead to, and nothing where nothing is", async () => {
  const folder = await Deno.makeTempDir(), other = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/closed/in/it`, { recursive: true });
  await Deno.symlink(other, `${folder}/closed/link`);
  await Deno.chmod(`${folder}/closed`, 0o000);
  await removeAll(folder);
  assertEquals([await isThere(folder), await isThere(other)], [false, true]);
  await removeAll(folder);
  await Deno.remove(other);
});
