import { assert, assertEquals } from "@std/assert";
import { CallFolders, FolderSlots } from "./folders.ts";

async function withSlots(test: (slots: FolderSlots, root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await test(new FolderSlots(root), root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a call that asks for no folder makes none", () =>
  withSlots(async (slots, root) => {
    await new CallFolders(slots).release();
    assertEquals(names(root), []);
  }));

Deno.test("calls that run side by side have folders of their own", () =>
  withSlots(async (slots) => {
    const one = new CallFolders(slots), other = new CallFolders(slots);
    assert(one.scratch() !== other.scratch() && one.inputs() !== other.inputs());
    assert(one.scratch() !== one.inputs());
    await Promise.all([one.release(), other.release()]);
  }));

Deno.test("folders are used again by the next call, which finds them empty", () =>
  withSlots(async (slots) => {
    const first = new CallFolders(slots), scratch = first.scratch();
    await Deno.mkdir(`${scratch}/a/b`, { recursive: true });
    await Deno.writeTextFile(`${scratch}/a/b/left`, "x");
    await Deno.writeTextFile(`${first.inputs()}/body`, "x");
    await first.release();
    const next = new CallFolders(slots);
    assertEquals([next.scratch(), names(next.scratch()), names(next.inputs())], [scratch, [], []]);
    await next.release();
  }));

Deno.test("a file that a plugin put in the place of its folder is gone for the next call", () =>
  withSlots(async (slots) => {
    const call = new CallFolders(slots), scratch = call.scratch();
    await Deno.remove(scratch);
    await Deno.writeTextFile(scratch, "no folder");
    await call.release();
    assertEquals(names(new CallFolders(slots).scratch()), []);
  }));

Deno.test("a link out of the folder is removed, and what it leads to stays", () =>
  withSlots(async (slots, root) => {
    await Deno.mkdir(`${root}/outside`);
    await Deno.writeTextFile(`${root}/outside/kept`, "x");
    const call = new CallFolders(slots);
    await Deno.symlink(`${root}/outside`, `${call.scratch()}/link`);
    await call.release();
    assertEquals(names(`${root}/outside`), ["kept"]);
  }));

Deno.test("returned() waits for every call that has folders", () =>
  withSlots(async (slots) => {
    const one = new CallFolders(slots), other = new CallFolders(slots);
    one.scratch();
    other.scratch();
    let over = false;
    const returned = slots.returned().then(() => over = true);
    await one.release();
    assertEquals(over, false);
    await other.release();
    await returned;
    await slots.returned();
  }));
