import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { gunzipSync, gzipSync } from "node:zlib";
import { StoreError } from "./errors.ts";
import type { Limits } from "./tables/limits.ts";
import { bench, bytesOf, fetched, listing, object } from "./testdata/files.ts";
import { block, join, pax, type RawEntry, tar } from "./testdata/tar.ts";

const contents = { kind: "archive", path: "in.tar" } as const;

/** Puts an archive; answers its listing, or the reason of the refusal. Nothing may stay behind after a refusal. */
async function put(archive: Uint8Array, limits: Partial<Limits> = {}): Promise<string[] | string> {
  await using it = await bench({ limits });
  const root = await it.folder({});
  await Deno.writeFile(`${root}/in.tar`, archive);
  try {
    const { path } = await it.store.put({ ...object, contents, root, revision: "v1" });
    return await listing(await bytesOf(await fetched(it.store, path)));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    assertEquals(error.code, "terminal", error.message);
    assertEquals(await left(`${it.root}/store`), 0);
    return error.reason;
  }
}

async function left(path: string): Promise<number> {
  let files = 0;
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    files += isDirectory ? await left(`${path}/${name}`) : 1;
  }
  return files;
}

Deno.test("an archive is packed anew: order, parents, modes and ignore rules are a folder's", async () => {
  const entries: RawEntry[] = [
    { name: "./z.yaml", body: "1", mode: 0o777 },
    { name: "a/b/c.yaml", body: "2", mode: 0o4644 },
    { name: "a/.sourceignore", body: "secret.*\n" },
    { name: "a/secret.yaml", body: "3" },
    { name: "in", type: "2", link: "a/b" },
    { name: ".", type: "5" },
    { name: "empty/", type: "5", mode: 0 },
  ];
  const expected = [
    "600 file a/.sourceignore",
    "600 file a/b/c.yaml",
    "700 file z.yaml",
    "750 dir .",
    "750 dir a",
    "750 dir a/b",
    "750 dir empty",
  ];
  assertEquals(await put(tar(entries)), expected);
  assertEquals(await put(tar(entries.toReversed())), expected);
  assertEquals(await put(gzipSync(tar(entries))), expected);
  const whole = tar(entries);
  const members = [gzipSync(whole.subarray(0, 700)), gzipSync(whole.subarray(700))];
  assertEquals(await put(join(members)), expected, "gzip of two members");
});

Deno.test("a long name in a PAX or GNU header is the name that counts", async () => {
  const long = `${"d".repeat(120)}/${"f".repeat(120)}.yaml`;
  const parent = `750 dir ${"d".repeat(120)}`;
  const file = { name: "short", body: "1" };
  const wrapped = { name: "x", type: "x", body: pax({ path: long }) };
  const gnu = { name: "././@LongLink", type: "L", body: `${long}\0` };
  for (const head of [wrapped, gnu]) {
    assertEquals(await put(tar([head, file])), [`600 file ${long}`, "750 dir .", parent]);
  }
});

Deno.test("hostile archives are refused with a reason", async () => {
  const good = { name: "a", body: "1" };
  const long = (path: string) => ({ name: "x", type: "x", body: pax({ path }) });
  const table: [what: string, archive: Uint8Array, reason: string][] = [
    ["parent", tar([{ name: "../a", body: "1" }]), "ArchiveTraversal"],
    ["bare parent", tar([{ name: ".." }]), "ArchiveTraversal"],
    ["parent folder", tar([{ name: "../", type: "5" }]), "ArchiveTraversal"],
    ["inner parent", tar([{ name: "a/../../b" }]), "ArchiveTraversal"],
    ["inner parent that stays", tar([{ name: "a/../b" }]), "ArchiveTraversal"],
    ["absolute", tar([{ name: "/etc/passwd" }]), "ArchiveTraversal"],
    ["two slashes", tar([{ name: "//x" }]), "ArchiveTraversal"],
    ["backslash", tar([{ name: "..\\a" }]), "ArchiveTraversal"],
    ["PAX over a good name", tar([long("../../etc/x"), good]), "ArchiveTraversal"],
    ["global PAX", tar([{ ...long("/etc/x"), type: "g" }, good]), "ArchiveTraversal"],
    [
      "GNU over a good name",
      tar([{ name: "x", type: "L", body: "../x\0" }, good]),
      "ArchiveTraversal",
    ],
    ["NUL in PAX", tar([long("a\0b"), good]), "ArchiveNameInvalid"],
    ["no name", tar([{ name: "", body: "1" }]), "ArchiveNameInvalid"],
    ["name of 4097 bytes", tar([long("a/".repeat(2048) + "b"), good]), "ArchiveNameTooLong"],
    ["segment of 256 bytes", tar([long("a".repeat(256)), good]), "ArchiveNameTooLong"],
    [
      "segment of 260 bytes in 130 letters",
      tar([long("é".repeat(130)), good]),
      "ArchiveNameTooLong",
    ],
    ["absolute link", tar([{ name: "l", type: "2", link: "/etc" }]), "ArchiveLinkOutside"],
    ["link to outside", tar([{ name: "a/l", type: "2", link: "../../x" }]), "ArchiveLinkOutside"],
    ["link out and in", tar([{ name: "l", type: "2", link: "a/../../b" }]), "ArchiveLinkOutside"],
    ["hard link", tar([good, { name: "h", type: "1", link: "a" }]), "ArchiveEntryUnsupported"],
    ["character device", tar([{ name: "d", type: "3" }]), "ArchiveEntryUnsupported"],
    ["block device", tar([{ name: "d", type: "4" }]), "ArchiveEntryUnsupported"],
    ["pipe", tar([{ name: "p", type: "6" }]), "ArchiveEntryUnsupported"],
    [
      "sparse",
      tar([{ name: "x", type: "x", body: pax({ "GNU.sparse.major": "1" }) }, good]),
      "ArchiveEntryUnsupported",
    ],
    ["twice", tar([good, good]), "ArchiveDuplicate"],
    ["twice by spelling", tar([good, { name: "./a", body: "2" }]), "ArchiveDuplicate"],
    ["a file and a folder", tar([good, { name: "a/", type: "5" }]), "ArchiveDuplicate"],
    ["a file with files below", tar([good, { name: "a/b", body: "2" }]), "ArchiveDuplicate"],
    ["size over the body", join([block({ name: "a", body: "1", size: 10_000 })]), "ArchiveInvalid"],
    ["size of 8 GiB", tar([{ name: "a", size: "77777777777" }]), "ArchiveFileTooLarge"],
    ["size that is no number", tar([{ name: "a", size: "9999999999x" }]), "ArchiveInvalid"],
    [
      "base-256 size beyond all bounds",
      tar([{ name: "a", size: "\xff".repeat(6) }]),
      "ArchiveInvalid",
    ],
    ["no end", block(good), "ArchiveInvalid"],
    ["cut off", tar([good]).subarray(0, 600), "ArchiveInvalid"],
    ["wrong checksum", tar([good]).fill(65, 0, 1), "ArchiveInvalid"],
    ["garbage after the end", join([tar([good]), new Uint8Array(512).fill(7)]), "ArchiveInvalid"],
    ["no tar", new TextEncoder().encode("kind: ConfigMap\n"), "ArchiveInvalid"],
    ["nothing", new Uint8Array(), "ArchiveInvalid"],
    ["gzip cut off", gzipSync(tar([good])).subarray(0, 60), "ArchiveInvalid"],
    ["gzip of a gzip", gzipSync(gzipSync(tar([good]))), "ArchiveInvalid"],
    ["broken gzip", gzipSync(tar([good])).fill(0xee, 20, 40), "ArchiveInvalid"],
    ["zstd", new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0]), "ArchiveUnsupported"],
    ["zip", new Uint8Array([0x50, 0x4b, 3, 4, 0]), "ArchiveUnsupported"],
  ];
  for (const [what, archive, reason] of table) assertEquals(await put(archive), reason, what);
});

Deno.test("limits count before bytes are read: entries, one file, all files", async () => {
  const three = tar(["a", "b", "c"].map((name) => ({ name, body: "x".repeat(100) })));
  assertEquals(await put(three, { entries: 2 }), "ArchiveTooManyEntries");
  assertEquals(await put(three, { fileBytes: 99 }), "ArchiveFileTooLarge");
  assertEquals(await put(three, { totalBytes: 299 }), "ArchiveTooLarge");
  assertEquals((await put(three, { entries: 3, fileBytes: 100, totalBytes: 300 })).length, 4);
});

Deno.test("a million entries are refused at the limit, in little memory", async () => {
  await using it = await bench();
  const root = await it.folder({});
  await Deno.writeFile(`${root}/in.tar`, many(1_000_000));
  const memory = Deno.memoryUsage().rss;
  const attempt = () => it.store.put({ ...object, contents, root, revision: "v1" });
  const error = await assertRejects(attempt, StoreError, "there are more than 100000 entries");
  assertEquals(error.reason, "ArchiveTooManyEntries");
  assertLess(Deno.memoryUsage().rss - memory, 160 << 20);
  assertEquals(await left(`${it.root}/store`), 0);
});

/** A tar.gz of empty files, a gzip member for each 2,000; those that stand after the limit are all the same one. */
function many(count: number): Uint8Array<ArrayBuffer> {
  const members: Uint8Array[] = [];
  const sample = block({ name: "f0000000" }), group = new Uint8Array(512 * 2000);
  const base = sample.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
  for (let first = 0; first < count; first += 2000) {
    if (first > 102_000) members.push(members.at(-1)!);
    else members.push(gzipSync(fill(first), { level: 1 }));
  }
  return join(members);

  function fill(first: number): Uint8Array {
    for (let i = 0; i < 2000; i++) {
      const name = new TextEncoder().encode(`f${String(first + i).padStart(7, "0")}`);
      const sum = name.reduce((total, byte) => total + byte, base - 0x66 - 7 * 0x30);
      group.set(sample, i * 512);
      group.set(name, i * 512);
      group.set(new TextEncoder().encode(sum.toString(8).padStart(6, "0")), i * 512 + 148);
    }
    return group;
  }
}

Deno.test("a bomb stops at its ratio or at the limit, and leaves nothing", async () => {
  const bomb = zeros(600 << 20);
  const memory = Deno.memoryUsage().rss;
  assertEquals(await put(bomb), "ArchiveFileTooLarge");
  const honest = join([block({ name: "a", size: 400 << 20 })]);
  assertEquals(await put(gzipOf(honest, 400 << 20)), "ArchiveBomb");
  assertEquals(await put(gzipOf(honest, 400 << 20), { totalBytes: 16 << 20 }), "ArchiveTooLarge");
  assertLess(Deno.memoryUsage().rss - memory, 160 << 20);
});

/** A gzip of that many zeros behind a header that says so. */
function zeros(size: number): Uint8Array {
  return gzipOf(block({ name: "a", size }), 8 << 20);
}

function gzipOf(head: Uint8Array, bytes: number): Uint8Array {
  const member = gzipSync(new Uint8Array(8 << 20));
  return join([gzipSync(head), ...Array.from({ length: bytes / (8 << 20) }, () => member)]);
}

Deno.test("the event loop goes on while a large archive is packed", async () => {
  const entries = Array.from(
    { length: 3000 },
    (_, i) => ({ name: `f${i}`, body: "x".repeat(3000) }),
  );
  const archive = tar(entries);
  await using it = await bench();
  const root = await it.folder({});
  await Deno.writeFile(`${root}/in.tar`, archive);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const started = performance.now();
  await it.store.put({ ...object, contents, root, revision: "v1" });
  clearInterval(timer);
  const expected = (performance.now() - started) / 100;
  assertGreater(turns, expected);
  assert(turns > 0);
});

Deno.test("a name stands where Go's writer puts it: in ustar's fields while it fits, else in a PAX header", async () => {
  await using it = await bench({});
  const deep = `${"d".repeat(90)}/${"e".repeat(60)}/${"f".repeat(90)}.yaml`;
  const names = ["grün.yaml", `${"ü".repeat(60)}/日本.yaml`, "plain.yaml", deep];
  const root = await it.folder(Object.fromEntries(names.map((name) => [name, "x"])));
  const folder = { kind: "folder", path: "." } as const;
  const { path } = await it.store.put({ ...object, contents: folder, root, revision: "v1" });
  const bytes = await bytesOf(await fetched(it.store, path));
  assertEquals(
    (await listing(bytes)).filter((line) => line.includes("file")),
    names.map((name) => `600 file ${name}`).sort(),
  );
  const tarred = new TextDecoder("latin1").decode(gunzipSync(bytes));
  assertEquals(tarred.match(/\d+ path=/g)?.length, 3, "two files and a folder");
  const first = tarred.indexOf("PaxHeaders.0/grn.yaml\0");
  assertEquals(tarred.slice(first + 100, first + 107), "0000000");
  const half = tarred.indexOf(`${"f".repeat(90)}.yaml\0`);
  assertEquals(tarred.slice(half + 345, half + 500).replaceAll("\0", ""), deep.slice(0, 151));
});
