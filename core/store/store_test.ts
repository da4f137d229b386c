import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { StoreError } from "./errors.ts";
import { bench, bytesOf, fetched, listing, object } from "./testdata/files.ts";

const folder = { kind: "folder", path: "." } as const;
const revision = "main@sha1:b895b9a9f908f57875763cd08d39737774703135";
const path = "gitrepository/ns/app/b895b9a9f908f57875763cd08d39737774703135.tar.gz";

Deno.test("store.put() answers the shape of a status, with Flux's path and URL", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  const artifact = await it.store.put({
    ...object,
    contents: folder,
    root,
    revision,
    metadata: { "org.opencontainers.image.source": "x" },
  });
  const { digest, size, ...rest } = artifact;
  assertEquals(rest, {
    path,
    url: `http://store.test:9090/${path}`,
    revision,
    lastUpdateTime: "2026-01-02T03:04:05Z",
    metadata: { "org.opencontainers.image.source": "x" },
  });
  assertMatch(digest, /^sha256:[0-9a-f]{64}$/);
  assertEquals(size, (await Deno.stat(`${it.root}/store/${path}`)).size);
});

Deno.test("an archive holds what Flux's holds: modes, empty folders, no links, no ignored files", async () => {
  await using it = await bench();
  const root = await it.folder({
    "deploy/a.yaml": "1",
    "deploy/b.txt": "2",
    "docs/x.png": "png",
    "docs/y.md": "md",
    ".github/w.yaml": "1",
    ".sops.yaml": "s",
    "keep/.gitignore": "x",
    "run.sh": "#!/bin/sh\n",
    ".git/config": "secret",
  });
  await Deno.chmod(`${root}/run.sh`, 0o755);
  await Deno.symlink("deploy/a.yaml", `${root}/link.yaml`);
  await Deno.symlink("/etc", `${root}/outside`);
  await new Deno.Command("mkfifo", { args: [`${root}/pipe`] }).output();
  await it.store.put({ ...object, contents: folder, root, revision });
  assertEquals(await listing(await bytesOf(await fetched(it.store, path))), [
    "600 file deploy/a.yaml",
    "600 file deploy/b.txt",
    "600 file docs/y.md",
    "700 file run.sh",
    "750 dir .",
    "750 dir deploy",
    "750 dir docs",
    "750 dir keep",
  ]);
});

Deno.test("the same contents give the same bytes, in whatever order and at whatever time they came", async () => {
  await using it = await bench();
  const names = ["z.yaml", "a/b.yaml", "a-b.yaml", "a.yaml", "é.yaml", "a/c/d.yaml"];
  const files = (order: string[]) => Object.fromEntries(order.map((name) => [name, name]));
  const put = async (name: string, order: string[]) => {
    const root = await it.folder(files(order));
    return (await it.store.put({ ...object, name, contents: folder, root, revision })).digest;
  };
  const first = await put("one", names);
  it.clock.time += 86_400_000;
  assertEquals(await put("two", names.toReversed()), first);
  assertNotEquals(await put("three", names.slice(1)), first);
});

Deno.test("a damaged artifact is not served, and verify() removes it", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  const artifact = await it.store.put({ ...object, contents: folder, root, revision });
  assertEquals(await it.store.verify(artifact), "good");
  await flip(`${it.root}/store/${path}`);
  const corrupt: string[] = [];
  const store = await it.restart({ onCorrupt: (path) => corrupt.push(path) });
  const answer = await fetched(store, path);
  assertEquals([answer.status, await answer.text()], [404, "Not Found\n"]);
  assertEquals(corrupt, [path]);
  assertEquals(await store.verify(artifact), "corrupt");
  assertEquals(await store.verify(artifact), "missing");
  await store.put({ ...object, contents: folder, root, revision });
  assertEquals(await store.verify(artifact), "good");
});

Deno.test("every flipped bit of an artifact is found, without a restart too", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "kind: ConfigMap" });
  await it.store.put({ ...object, contents: folder, root, revision });
  const file = `${it.root}/store/${path}`;
  const good = await Deno.readFile(file);
  for (let bit = 0; bit < good.length * 8; bit += 7) {
    const bad = good.slice();
    bad[bit >> 3]! ^= 1 << (bit & 7);
    // The former modification time is not restored: it tells that the file may have changed.
    await Deno.writeFile(file, bad);
    await Deno.utime(file, 1, bit);
    assertEquals((await fetched(it.store, path)).status, 404, `bit ${bit}`);
  }
  await Deno.writeFile(file, good);
  await Deno.utime(file, 2, 0);
  assertEquals((await fetched(it.store, path)).status, 200);
});

Deno.test("an artifact survives a restart; one whose file is gone is missing", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  const artifact = await it.store.put({ ...object, contents: folder, root, revision });
  const store = await it.restart({ address: "other:80" });
  assertEquals(store.get(path), { ...artifact, url: `http://other:80/${path}` });
  assertEquals(await store.verify(artifact), "good");
  await Deno.remove(`${it.root}/store`, { recursive: true });
  const empty = await it.restart();
  assertEquals(await empty.verify(artifact), "missing");
  assertEquals((await fetched(empty, path)).status, 404);
});

Deno.test("put() of what is there already keeps the time, and of a changed ignore replaces the file", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1", "b.yaml": "2" });
  const put = (patterns: string) =>
    it.store.put({ ...object, contents: { ...folder, ignore: { patterns } }, root, revision });
  const first = await put("");
  it.clock.time += 5000;
  assertEquals(await put(""), first);
  const second = await put("b.yaml");
  assertNotEquals(second.digest, first.digest);
  assertEquals(second.path, first.path);
  assertEquals(second.lastUpdateTime, "2026-01-02T03:04:10Z");
  assertEquals(await it.store.verify(first), "missing");
  assertEquals(await it.store.verify(second), "good");
  assertEquals((await files(it.root)).length, 3);
});

Deno.test("former artifacts go beyond two at once, and after a minute always; the current one stays", async () => {
  await using it = await bench();
  const put = async (n: number) => {
    const root = await it.folder({ "a.yaml": String(n) });
    return await it.store.put({ ...object, contents: folder, root, revision: `main@sha1:c${n}` });
  };
  const table: [seconds: number, kept: string[]][] = [
    [0, ["c0"]],
    [10, ["c1", "c0"]],
    [10, ["c2", "c1"]],
    [61, ["c3"]],
    [60, ["c4", "c3"]],
  ];
  for (const [n, [seconds, kept]] of table.entries()) {
    it.clock.time += seconds * 1000;
    await put(n);
    assertEquals((await files(it.root)).filter((file) => !file.startsWith(".")), archives(kept));
  }
  it.clock.time += 61_000;
  assertEquals(await it.store.collect(), ["gitrepository/ns/app/c3.tar.gz"]);
  assertEquals(await it.store.collect(), []);
  assertEquals((await files(it.root)).filter((file) => !file.startsWith(".")), archives(["c4"]));
});

Deno.test("remove() leaves nothing of an object, and others alone", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  for (const name of ["one", "two", "three"]) {
    await it.store.put({ ...object, name, contents: folder, root, revision });
  }
  for (const name of ["one", "two"]) await it.store.remove({ ...object, name });
  const left = [...Deno.readDirSync(`${it.root}/store/gitrepository/ns`)].map(({ name }) => name);
  assertEquals(left, ["three"]);
});

Deno.test("a fixed name is served with the newest artifact", async () => {
  await using it = await bench();
  const latest = "ocirepository/ns/app/latest.tar.gz";
  for (const text of ["1", "2"]) {
    const root = await it.folder({ "a.yaml": text });
    const { digest } = await it.store.put({
      ...{ ...object, kind: "OCIRepository", contents: folder, root },
      revision: `latest@sha256:${text}`,
      fileName: `sha256:${text}.tar.gz`,
      latest: "latest.tar.gz",
    });
    const answer = await fetched(it.store, latest);
    await answer.body?.cancel();
    assertEquals(answer.headers.get("etag"), `"${digest}"`);
    assertEquals(
      (await fetched(it.store, `ocirepository/ns/app/sha256:${text}.tar.gz`, { method: "HEAD" }))
        .status,
      200,
    );
  }
});

Deno.test("a file is stored as it is, under the digest that was asked for", async () => {
  await using it = await bench({ digestAlgorithm: "sha512" });
  const root = await it.folder({ "index.json": "{}" });
  const artifact = await it.store.put({
    ...{ ...object, kind: "HelmRepository", root, revision: "sha256:1" },
    contents: { kind: "file", path: "index.json" },
    fileName: "index-1.yaml",
  });
  assertMatch(artifact.digest, /^sha512:[0-9a-f]{128}$/);
  const answer = await fetched(it.store, artifact.path);
  assertEquals(await answer.text(), "{}");
});

Deno.test("put() refuses names that are none, and contents outside of the scratch folder", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  await Deno.symlink("/etc", `${root}/out`);
  const put = (change: object) =>
    it.store.put({ ...object, contents: folder, root, revision, ...change });
  const table: [change: object, reason: string][] = [
    [{ name: ".." }, "ArtifactNameInvalid"],
    [{ namespace: "a/b" }, "ArtifactNameInvalid"],
    [{ name: "" }, "ArtifactNameInvalid"],
    [{ fileName: "../x" }, "ArtifactNameInvalid"],
    [{ fileName: ".record.json" }, "ArtifactNameInvalid"],
    [{ latest: "a/b" }, "ArtifactNameInvalid"],
    [{ contents: { kind: "folder", path: ".." } }, "ArchiveTraversal"],
    [{ contents: { kind: "folder", path: "/etc" } }, "ArchiveTraversal"],
    [{ contents: { kind: "folder", path: "out" } }, "ContentsInvalid"],
    [{ contents: { kind: "file", path: "out/hostname" } }, "ContentsInvalid"],
    [{ contents: { kind: "folder", path: "a.yaml" } }, "ContentsInvalid"],
    [{ contents: { kind: "folder", path: "none" } }, "ContentsMissing"],
  ];
  for (const [change, reason] of table) {
    const attempt = async () => await put(change);
    const error = await assertRejects(attempt, StoreError, undefined, JSON.stringify(change));
    assertEquals([error.reason, error.code], [reason, "terminal"], JSON.stringify(change));
  }
  assertEquals(await files(it.root), []);
});

Deno.test("put() that is aborted leaves nothing behind", async () => {
  await using it = await bench();
  const root = await it.folder({ "a.yaml": "1" });
  const signal = AbortSignal.abort();
  await assertRejects(
    () => it.store.put({ ...object, contents: folder, root, revision, signal }),
    DOMException,
  );
  assertEquals(await files(it.root), []);
});

function archives(names: string[]): string[] {
  return names.map((name) => `${name}.tar.gz`).sort();
}

/** The names of all files of the object. */
async function files(root: string): Promise<string[]> {
  try {
    const found = await Array.fromAsync(Deno.readDir(`${root}/store/gitrepository/ns/app`));
    return found.map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function flip(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[bytes.length >> 1]! ^= 4;
  await Deno.writeFile(path, bytes);
}
