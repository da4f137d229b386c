import { assert, assertEquals } from "@std/assert";
import { CallFolders, ProcessFolders } from "./folders.ts";

async function withFolders(
  test: (folders: ProcessFolders, root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await test(new ProcessFolders(root), root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a call that asks for no folder makes none", () =>
  withFolders(async (folders, root) => {
    await new CallFolders(folders).release();
    assertEquals(names(root), []);
  }));

Deno.test("to name a call's folders makes none, and what the plugin made is removed where it said so", () =>
  withFolders(async (folders, root) => {
    const call = new CallFolders(folders), { scratch } = call.names;
    assertEquals([names(root), folders.taken], [[], 1]);
    await Deno.mkdir(scratch, { recursive: true });
    call.touched();
    await call.release();
    assertEquals([names(`${root}/scratch`), folders.taken], [[], 0]);
  }));

Deno.test("whoever watches the folders is told at the moment a call is given some, and once a call", () => {
  let told = 0;
  const folders = new ProcessFolders("/nowhere", () => told++);
  const call = new CallFolders(folders);
  assertEquals(told, 0);
  call.names;
  call.names;
  assertEquals([told, folders.taken], [1, 1]);
});

Deno.test("calls that run side by side have folders of their own", () =>
  withFolders(async (folders) => {
    const one = new CallFolders(folders), other = new CallFolders(folders);
    assert(one.scratch !== other.scratch && one.inputs !== other.inputs);
    assert(one.scratch !== one.inputs);
    await Promise.all([one.release(), other.release()]);
  }));

Deno.test("what a call leaves in its folders is removed, and the next call has others", () =>
  withFolders(async (folders) => {
    const first = new CallFolders(folders), scratch = first.scratch;
    await Deno.mkdir(`${scratch}/a/b`, { recursive: true });
    await Deno.writeTextFile(`${scratch}/a/b/left`, "x");
    await Deno.writeTextFile(`${first.inputs}/body`, "x");
    await first.release();
    const next = new CallFolders(folders);
    assert(next.scratch !== scratch);
    assertEquals([names(next.scratch), names(next.inputs)], [[], []]);
    assertEquals(await Deno.stat(scratch).then(() => "there", () => "gone"), "gone");
    await next.release();
  }));

Deno.test("a file that a plugin put in the place of its folder is gone for the next call", () =>
  withFolders(async (folders) => {
    const call = new CallFolders(folders), scratch = call.scratch;
    await Deno.remove(scratch);
    await Deno.writeTextFile(scratch, "no folder");
    await call.release();
    assertEquals(names(new CallFolders(folders).scratch), []);
  }));

Deno.test("a link out of the folder is removed, and what it leads to stays", () =>
  withFolders(async (folders, root) => {
    await Deno.mkdir(`${root}/outside`);
    await Deno.writeTextFile(`${root}/outside/kept`, "x");
    const call = new CallFolders(folders);
    await Deno.symlink(`${root}/outside`, `${call.scratch}/link`);
    await call.release();
    assertEquals(names(`${root}/outside`), ["kept"]);
  }));

Deno.test("returned() waits for every call that has folders", () =>
  withFolders(async (folders) => {
    const one = new CallFolders(folders), other = new CallFolders(folders);
    one.scratch;
    other.scratch;
    let over = false;
    const returned = folders.returned().then(() => over = true);
    await one.release();
    assertEquals(over, false);
    await other.release();
    await returned;
    await folders.returned();
  }));
