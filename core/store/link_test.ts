import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { openPack } from "../pack/mod.ts";
import { StoreError } from "./errors.ts";
import { type Bench, bench, object } from "./testdata/files.ts";
import { tar } from "./testdata/tar.ts";

const folder = { kind: "folder", path: "." } as const;

async function sample(it: Bench) {
  const root = await it.folder({
    "a.yaml": "1",
    "b/c.yaml": "2",
    "empty": null,
    "x.png": "left out",
  });
  await Deno.chmod(`${root}/a.yaml`, 0o755);
  return await it.store.put({ ...object, contents: folder, root, revision: "v1" });
}

/** The pack's entries, as `mode path text`. */
function contents(path: string): string[] {
  using pack = openPack(path);
  return [...pack.list("", { recursive: true })].map(({ path, type, mode }) => {
    const text = type === "folder" ? "/" : new TextDecoder().decode(pack.read(path));
    return `${mode.toString(8)} ${path} ${text}`;
  });
}

const expected = ["700 a.yaml 1", "750 b /", "600 b/c.yaml 2", "750 empty /"];

async function packOf(it: Bench): Promise<string> {
  const place = `${it.root}/store/gitrepository/ns/app`;
  const names = await Array.fromAsync(Deno.readDir(place));
  return `${place}/${names.find(({ name }) => name.endsWith(".pack"))!.name}`;
}

Deno.test("link() puts a pack of the artifact's files at the target, without copying", async () => {
  await using it = await bench();
  const artifact = await sample(it);
  const target = `${it.root}/in.pack`;
  await it.store.link(artifact, target);
  assertEquals(contents(target), expected);
  assertEquals((await Deno.stat(target)).ino, (await Deno.stat(await packOf(it))).ino);
});

Deno.test("link() copies to another device", async () => {
  await using it = await bench();
  const artifact = await sample(it);
  const other = await Deno.makeTempDir({ dir: "/dev/shm" }).catch(() => Deno.makeTempDir());
  try {
    await it.store.link(artifact, `${other}/in.pack`);
    assertEquals(contents(`${other}/in.pack`), expected);
  } finally {
    await Deno.remove(other, { recursive: true });
  }
});

Deno.test("a pack that is missing or damaged is made again, byte for byte, from the artifact", async () => {
  await using it = await bench();
  const artifact = await sample(it);
  const pack = await packOf(it);
  const good = await Deno.readFile(pack);
  for (const harm of [() => Deno.remove(pack), () => Deno.writeFile(pack, good.toReversed())]) {
    await harm();
    for (const store of [it.store, await it.restart()]) {
      const target = `${it.root}/${crypto.randomUUID()}`;
      await store.link(artifact, target);
      assertEquals(await Deno.readFile(target), good);
    }
  }
});

Deno.test("link() refuses an artifact that is damaged, unknown, or another one by now", async () => {
  await using it = await bench();
  const artifact = await sample(it);
  const target = `${it.root}/in.pack`;
  const digest = `sha256:${"0".repeat(64)}`;
  const reason = async (named: { path: string; digest: string }) =>
    (await assertRejects(() => it.store.link(named, target), StoreError)).reason;
  assertEquals(await reason({ ...artifact, digest }), "ArtifactMissing");
  assertEquals(await reason({ ...artifact, path: "a/b/c/d" }), "ArtifactMissing");
  await Deno.remove(await packOf(it));
  await Deno.writeFile(`${it.root}/store/${artifact.path}`, new Uint8Array(artifact.size));
  assertEquals(await reason(artifact), "ArtifactCorrupt");
});

Deno.test("a file that is stored as it is has a pack, too: of its files, or of itself", async () => {
  await using it = await bench();
  const put = async (fileName: string, bytes: Uint8Array) => {
    const root = await it.folder({});
    await Deno.writeFile(`${root}/in`, bytes);
    const contents = { kind: "file", path: "in" } as const;
    const artifact = await it.store.put({ ...object, contents, root, revision: "v1", fileName });
    const target = `${it.root}/${crypto.randomUUID()}`;
    await it.store.link(artifact, target);
    return target;
  };
  const chart = gzipSync(tar([{ name: "app/Chart.yaml", body: "name: app" }]));
  assertEquals(contents(await put("app-1.0.0.tgz", chart)), [
    "750 app /",
    "600 app/Chart.yaml name: app",
  ]);
  const index = new TextEncoder().encode("{}");
  assertEquals(contents(await put("index-1.yaml", index)), ["600 index-1.yaml {}"]);
  const broken = await assertRejects(() => put("app-2.0.0.tgz", index), StoreError);
  assertEquals(broken.reason, "ArchiveInvalid");
});

Deno.test("a source may hand over a pack instead of thousands of files", async () => {
  await using it = await bench();
  const first = await sample(it);
  const root = await it.folder({});
  await it.store.link(first, `${root}/in.pack`);
  const put = (name: string, patterns?: string) => {
    const ignore = patterns === undefined ? undefined : { patterns };
    const contents = { kind: "pack" as const, path: "in.pack", ...(ignore && { ignore }) };
    return it.store.put({ ...object, name, contents, root, revision: "v1" });
  };
  assertEquals((await put("same")).digest, first.digest);
  assertNotEquals((await put("less", "b/")).digest, first.digest);
  const bytes = await Deno.readFile(`${root}/in.pack`);
  await Deno.remove(`${root}/in.pack`);
  await Deno.writeFile(`${root}/in.pack`, bytes.fill(0xff, bytes.length - 30, bytes.length - 20));
  const error = await assertRejects(() => put("bad"), StoreError);
  assertEquals([error.reason, error.code], ["PackInvalid", "terminal"]);
});

Deno.test("links at the same time to a pack that is missing make it once", async () => {
  await using it = await bench();
  const artifact = await sample(it);
  await Deno.remove(await packOf(it));
  const targets = Array.from({ length: 5 }, () => `${it.root}/${crypto.randomUUID()}`);
  await Promise.all(targets.map((target) => it.store.link(artifact, target)));
  const inodes = new Set(targets.map((target) => Deno.statSync(target).ino));
  assertEquals(inodes.size, 1);
  assert(targets.every((target) => contents(target).length === 4));
});
