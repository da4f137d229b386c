import { assertEquals, assertThrows } from "@std/assert";
import { GitError } from "./errors.ts";
import fc from "fast-check";
import { packLimits, readPack } from "./pack.ts";
import {
  type Bytes,
  bytes,
  commitOf,
  copy,
  delta,
  type Entry,
  hashOf,
  insert,
  packWith,
  sealed,
} from "./testdata/packs.ts";

const hello: Entry = { type: "blob", data: "hello world" };
const helloHash = hashOf("blob", "hello world");
const changed = delta(11, 11, insert("HELLO"), copy(5, 6));
const texts = (pack: Bytes) =>
  [...readPack(pack).values()].map(({ data }) => new TextDecoder().decode(data));

Deno.test("readPack() gives every object under its own hash", () => {
  const { hash, entries } = commitOf({ "a.txt": "a", "b.txt": "b" });
  const objects = readPack(packWith(entries));
  assertEquals(objects.get(hash)?.type, "commit");
  assertEquals(objects.get(hashOf("blob", "a"))?.data, bytes("a"));
  assertEquals(objects.size, 4);
});

Deno.test("readPack() applies deltas by distance and by hash, before their base too", () => {
  const size = packWith([hello]).length - 12 - 20;
  const near = packWith([hello, { base: size, delta: changed }]);
  const later = packWith([{ base: helloHash, delta: changed }, hello]);
  for (const pack of [near, later]) {
    assertEquals(texts(pack).sort(), ["HELLO world", "hello world"]);
  }
});

Deno.test("readPack() applies chains of deltas by hash in whatever order they stand", () => {
  const second = hashOf("blob", "HELLO world");
  const third = delta(11, 5, copy(0, 5));
  const pack = packWith([
    { base: second, delta: third },
    { base: helloHash, delta: changed },
    hello,
  ]);
  assertEquals(texts(pack).sort(), ["HELLO", "HELLO world", "hello world"]);
});

const limits = { ...packLimits, objects: 10, objectBytes: 1000, totalBytes: 1500 };
const big: Entry = { type: "blob", data: "x".repeat(900) };
const flipped = packWith([hello]);
flipped[20]! ^= 1;

const hostile: readonly (readonly [what: string, pack: Bytes, says: string])[] = [
  ["no bytes", new Uint8Array(0), "does not begin as one"],
  ["another magic", sealed(new Uint8Array(40)), "does not begin as one"],
  ["a version nobody knows", packWith([hello], { version: 9 }), "its version is 9"],
  ["too many objects", packWith([], { count: 11 }), "11 objects"],
  ["a flipped bit", flipped, "its checksum is wrong"],
  ["fewer objects than it says", packWith([hello], { count: 2 }), "cannot read the server's pack"],
  ["an object larger than it says", packWith([hello], { sizes: (n) => n - 1 }), "inflated"],
  ["an object smaller than it says", packWith([hello], { sizes: (n) => n + 1 }), "another size"],
  ["an object over the limit", packWith([{ type: "blob", data: "x".repeat(1001) }]), "1001 bytes"],
  ["objects over the limit together", packWith([big, big]), "over 1500 bytes"],
  ["a delta of nothing", packWith([{ base: 5, delta: changed }]), "a delta of none"],
  ["a delta of what is not there", packWith([{ base: helloHash, delta: changed }]), "not there"],
  [
    "a bomb",
    packWith([{ type: "blob", data: new Uint8Array(5_000_000) }], { sizes: () => 9 }),
    "inflated",
  ],
];

for (const [what, pack, says] of hostile) {
  Deno.test(`readPack() refuses a pack with ${what}`, () => {
    assertThrows(() => readPack(pack, limits), GitError, says);
  });
}

Deno.test("readPack() refuses any bytes with a failure, and nothing else", () => {
  const head = packWith([], { count: 3 }).subarray(0, 12);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
    try {
      readPack(sealed(Uint8Array.from([...head, ...body])), limits);
    } catch (error) {
      assertEquals(error instanceof GitError, true, String(error));
    }
  }));
});

const git = await new Deno.Command("git", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

Deno.test({
  name: "readPack() reads a pack that git made, deltas and all (needs the git command)",
  ignore: !git,
  async fn() {
    const folder = await Deno.makeTempDir();
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.dev"];
    const run = async (...args: string[]) => {
      const command = new Deno.Command("git", { args: [...identity, ...args], cwd: folder });
      return (await command.output()).stdout;
    };
    try {
      await run("init", "--quiet");
      for (let i = 0; i < 5; i++) {
        const lines = Array.from({ length: 500 }, (_, n) => `line ${n === i * 90 ? "changed" : n}`);
        await Deno.writeTextFile(`${folder}/long.txt`, lines.join("\n"));
        await run("add", "--all");
        await run("commit", "--quiet", "-m", `change ${i}`);
      }
      const listed = await run("rev-list", "--objects", "--all");
      const wanted = new TextDecoder().decode(listed).trim().split("\n").map((line) =>
        line.split(" ")[0]
      );
      await run("repack", "-adq");
      const [name] = [...Deno.readDirSync(`${folder}/.git/objects/pack`)].map((one) => one.name)
        .filter((one) => one.endsWith(".pack"));
      const objects = readPack(await Deno.readFile(`${folder}/.git/objects/pack/${name}`));
      assertEquals([...objects.keys()].sort(), wanted.sort());
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
