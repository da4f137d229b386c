import { assert, assertEquals, assertRejects } from "@std/assert";
import { directoryDriver } from "./directory_driver.ts";
import { StoreError } from "./errors.ts";
import { type Artifact, Store } from "./mod.ts";
import { bytesOf, fetched, object } from "./testdata/files.ts";
import { type MemoryDisk, memoryDisk, survivals } from "./testdata/memory_disk.ts";

const clock = { now: () => Date.UTC(2026, 0, 1) };

async function storeOn(disk: MemoryDisk): Promise<Store> {
  const store = new Store({ driver: directoryDriver("/store", disk), address: "a", clock });
  await store.open();
  return store;
}

/** Puts an artifact of one file with that text. */
async function put(store: Store, text: string, fileName: string): Promise<Artifact> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${root}/a.yaml`, text);
    const contents = { kind: "folder", path: "." } as const;
    return await store.put({ ...object, contents, root, revision: text, fileName });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** The digest of what is served, or its status; a body that is not what its ETag says fails the test. */
async function served(store: Store, path: string): Promise<string> {
  const answer = await fetched(store, path);
  const bytes = await bytesOf(answer);
  if (answer.status !== 200) return String(answer.status);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  const digest = `sha256:${new Uint8Array(hash).toHex()}`;
  assertEquals(answer.headers.get("etag"), `"${digest}"`);
  return digest;
}

/** A disk with one artifact on it, all flushed, and how many operations a second put takes there. */
async function prepared(fileName: string) {
  const disk = memoryDisk();
  const former = await put(await storeOn(disk), "former", "one.tar.gz");
  const base = disk.afterPowerFailure({ names: "flushed", bytes: "flushed" });
  const trial = base.afterPowerFailure({ names: "all", bytes: "all" });
  const store = await storeOn(trial);
  const begin = trial.log.length;
  const fresh = await put(store, "fresh", fileName);
  return { base, former, fresh, begin, operations: trial.log.length - begin };
}

for (const fileName of ["one.tar.gz", "two.tar.gz"]) {
  const what = fileName === "one.tar.gz" ? "replaces one" : "stands beside one";
  Deno.test(`power lost at any operation of a put that ${what}: the old or the new is served, whole`, async () => {
    const { base, former, fresh, begin, operations } = await prepared(fileName);
    assert(operations > 12, `${operations} operations`);
    for (let failing = 1; failing <= operations + 1; failing++) {
      const disk = base.afterPowerFailure({ names: "all", bytes: "all" });
      const store = await storeOn(disk);
      disk.fault = (operation) => {
        if (operation >= begin + failing) throw new Error("power lost");
      };
      await put(store, "fresh", fileName).catch(() => {});
      for (const survival of survivals) {
        const found = await storeOn(disk.afterPowerFailure(survival));
        const at = `operation ${failing}, ${JSON.stringify(survival)}`;
        const [old, next] = [await served(found, former.path), await served(found, fresh.path)];
        if (former.path === fresh.path) assert([former.digest, fresh.digest].includes(old), at);
        else {
          assertEquals(old, former.digest, at);
          assert(["404", fresh.digest].includes(next), at);
        }
        if (failing > operations) assertEquals(next, fresh.digest, at);
        await put(found, "fresh", fileName);
        assertEquals(await served(found, fresh.path), fresh.digest, at);
      }
    }
  });

  for (
    const [code, reason] of [["ENOSPC", "StorageFull"], ["EIO", "StorageOperationFailed"]] as const
  ) {
    Deno.test(`${code} at any operation of a put that ${what}: a typed error, the last good stays, the next put succeeds`, async () => {
      const { base, former, fresh, begin, operations } = await prepared(fileName);
      for (let failing = 1; failing <= operations; failing++) {
        const disk = base.afterPowerFailure({ names: "all", bytes: "all" });
        const store = await storeOn(disk);
        disk.fault = (operation) => {
          const reclaiming = / \/store.*(draft|pack)/.test(disk.log.at(-1)!) &&
            disk.log.at(-1)!.startsWith("remove");
          if (operation >= begin + failing && !reclaiming) {
            throw Object.assign(new Error(code), { code });
          }
        };
        const at = `operation ${failing}`;
        const error = await put(store, "fresh", fileName).then(() => undefined, (error) => error);
        if (error !== undefined) {
          assert(error instanceof StoreError, `${at}: ${error}`);
          assertEquals([error.code, error.reason], ["transient", reason], at);
        }
        const old = await served(store, former.path);
        if (former.path === fresh.path) {
          assert([former.digest, fresh.digest].includes(old), `${at}: ${old}`);
        } else assertEquals(old, former.digest, at);
        disk.fault = undefined;
        await put(store, "fresh", fileName);
        assertEquals(await served(store, fresh.path), fresh.digest, at);
      }
    });
  }
}

Deno.test("a full disk is collected once before put() gives up", async () => {
  const disk = memoryDisk();
  let time = Date.UTC(2026, 0, 1);
  const driver = directoryDriver("/store", disk);
  const store = new Store({ driver, address: "a", clock: { now: () => time } });
  await store.open();
  await put(store, "1", "1.tar.gz");
  await put(store, "2", "2.tar.gz");
  time += 120_000;
  let full = true;
  disk.fault = () => {
    const last = disk.log.at(-1)!;
    if (last === "remove /store/gitrepository/ns/app/1.tar.gz") full = false;
    if (full && last.startsWith("write")) {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    }
  };
  await put(store, "3", "3.tar.gz");
  assertEquals(full, false);
});

Deno.test("drafts and orphans that a crash left are removed at the start, other folders stay", async () => {
  const disk = memoryDisk();
  await put(await storeOn(disk), "1", "1.tar.gz");
  const folder = "/store/gitrepository/ns/app";
  for (const name of [".draft-x", "orphan.tar.gz", ".sha256-x.pack"]) {
    await disk.create(`${folder}/${name}`);
  }
  await disk.makeFolder("/store/lost+found");
  await disk.create("/store/lost+found/x");
  await storeOn(disk);
  const left = (await disk.list(folder)).map(({ name }) => name);
  assertEquals(left.filter((name) => !name.endsWith(".pack")).sort(), [".record.json", "1.tar.gz"]);
  assertEquals(left.length, 3);
  assertEquals((await disk.list("/store/lost+found")).length, 1);
});

Deno.test("a record that cannot be read costs its artifacts, not the start", async () => {
  const disk = memoryDisk();
  const artifact = await put(await storeOn(disk), "1", "1.tar.gz");
  const record = "/store/gitrepository/ns/app/.record.json";
  for (
    const text of [
      "",
      "{",
      "[]",
      '{"version":2,"artifacts":[]}',
      '{"version":1,"artifacts":[{"file":"../x"}]}',
    ]
  ) {
    await disk.remove(record).catch(() => {});
    await disk.makeFolder("/store/gitrepository/ns/app");
    await (await disk.create(record)).write(new TextEncoder().encode(text));
    const store = await storeOn(disk);
    assertEquals(await store.verify(artifact), "missing");
    assertEquals((await put(store, "1", "1.tar.gz")).digest, artifact.digest);
  }
});

Deno.test("a store that cannot be opened says why", async () => {
  const disk = memoryDisk();
  disk.fault = () => {
    throw Object.assign(new Error("read-only"), { code: "EROFS" });
  };
  const error = await assertRejects(() => storeOn(disk), StoreError);
  assertEquals(error.reason, "StorageReadOnly");
});
