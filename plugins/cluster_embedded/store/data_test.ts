import { assert, assertEquals } from "@std/assert";
import { openData } from "./data.ts";

const object = (name: string) => ({ metadata: { name } });

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openData() finds what was put and not what was removed, with revisions that go on", async () => {
  await inFolder(async (folder) => {
    const first = await openData(folder);
    first.store.put("/configmaps", "n/a", object("a"));
    first.store.put("/configmaps", "n/b", object("b"));
    first.store.remove("/configmaps", "n/b");
    const { revision } = first.store;
    await first.close();
    for (let restart = 0; restart < 2; restart++) {
      const again = await openData(folder);
      assertEquals([...again.store.bucket("/configmaps").objects.keys()], ["n/a"]);
      assertEquals(again.store.revision, revision);
      await again.close();
    }
  });
});

Deno.test("openData() cuts off a torn tail, wherever the last write stopped", async () => {
  await inFolder(async (folder) => {
    const first = await openData(folder);
    first.store.put("/configmaps", "n/a", object("a"));
    first.store.put("/configmaps", "n/b", object("b"));
    await first.close();
    const path = `${folder}/objects.jsonl`, whole = await Deno.readFile(path);
    const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let end = lastLine; end < whole.length - 1; end += 7) {
      await Deno.writeFile(path, whole.subarray(0, end));
      const again = await openData(folder);
      assertEquals([...again.store.bucket("/configmaps").objects.keys()], ["n/a"]);
      again.store.put("/configmaps", "n/c", object("c"));
      await again.close();
      const later = await openData(folder);
      assertEquals([...later.store.bucket("/configmaps").objects.keys()].sort(), ["n/a", "n/c"]);
      await later.close();
    }
  });
});

Deno.test("flush() serves many changes with few syncs", async () => {
  await inFolder(async (folder) => {
    const { store, close } = await openData(folder);
    const waits = Array.from({ length: 200 }, (_, i) => {
      store.put("/configmaps", `n/${i}`, object(String(i)));
      return store.journal?.flush();
    });
    await Promise.all(waits);
    await close();
    assert(store.revision >= 200);
  });
});
