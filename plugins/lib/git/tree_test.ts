import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "contract";
import { readPack } from "./pack.ts";
import { filesOf, treeLimits } from "./tree.ts";
import { bytes, type Entry, hashOf, packWith, tree, type TreeEntry } from "./testdata/packs.ts";

const blob = hashOf("blob", "x");

/** The objects of one commit whose root holds the entries; further trees may be given. */
function commit(entries: readonly TreeEntry[], ...more: readonly Entry[]) {
  const root = tree(...entries);
  const data = `tree ${hashOf("tree", root)}\n\nm\n`;
  const objects = readPack(packWith([
    { type: "commit", data },
    { type: "tree", data: root },
    { type: "blob", data: "x" },
    ...more,
  ]));
  return { objects, hash: hashOf("commit", data) };
}

Deno.test("filesOf() walks folders, and knows what may be run", () => {
  const inner = tree({ name: "run.sh", mode: "100755", hash: blob });
  const { objects, hash } = commit([
    { name: "a.txt", hash: blob },
    { name: "bin", mode: "40000", hash: hashOf("tree", inner) },
  ], { type: "tree", data: inner });
  assertEquals(filesOf(objects, hash).map(({ path, executable }) => [path, executable]), [
    ["a.txt", false],
    ["bin/run.sh", true],
  ]);
});

Deno.test("filesOf() leaves links and submodules out", () => {
  const { objects, hash } = commit([
    { name: "link", mode: "120000", hash: blob },
    { name: "module", mode: "160000", hash: blob },
    { name: "z", hash: blob },
  ]);
  assertEquals(filesOf(objects, hash).map(({ path }) => path), ["z"]);
});

const names: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  ...[
    "",
    ".",
    "..",
    "a/b",
    "..\\a",
    ".git",
    ".GIT",
    ".git ",
    ".git.",
    "GIT~1",
    ".g\u200cit",
    ".git:x",
  ],
  new Uint8Array([0xff, 0xfe]),
];

for (const name of names) {
  Deno.test(`filesOf() refuses the name ${JSON.stringify(String(name))}`, () => {
    const { objects, hash } = commit([{ name, hash: blob }]);
    assertThrows(() => filesOf(objects, hash), Failure, "of the commit");
  });
}

Deno.test("filesOf() refuses a name that stands twice", () => {
  const { objects, hash } = commit([{ name: "a", hash: blob }, { name: "a", hash: blob }]);
  assertThrows(() => filesOf(objects, hash), Failure, "stands there twice");
});

Deno.test("filesOf() says what the server did not send, or sent as something else", () => {
  const missing = commit([{ name: "a", hash: "0".repeat(40) }]);
  assertThrows(() => filesOf(missing.objects, missing.hash), Failure, "did not send it");
  const confused = commit([{ name: "a", mode: "40000", hash: blob }]);
  assertThrows(() => filesOf(confused.objects, confused.hash), Failure, "it is a blob");
  assertThrows(() => filesOf(confused.objects, "1".repeat(40)), Failure, "did not send it");
});

Deno.test("filesOf() refuses a tree that is cut off, and a commit without one", () => {
  const data = bytes("100644 a\0short");
  const text = `tree ${hashOf("tree", data)}\n\n`;
  const cut = readPack(packWith([{ type: "commit", data: text }, { type: "tree", data }]));
  assertThrows(() => filesOf(cut, hashOf("commit", text)), Failure, "cut off");
  const bare = readPack(packWith([{ type: "commit", data: "parent x" }]));
  assertThrows(() => filesOf(bare, hashOf("commit", "parent x")), Failure, "names no tree first");
});

Deno.test("filesOf() stops at each limit", () => {
  const { objects, hash } = commit([{ name: "a", hash: blob }, { name: "b", hash: blob }]);
  const limited = (limits: Partial<typeof treeLimits>) => () =>
    filesOf(objects, hash, { ...treeLimits, ...limits });
  assertThrows(limited({ files: 1 }), Failure, "over 1 files");
  assertThrows(limited({ bytes: 1 }), Failure, "over 1 bytes");
  const deep = tree({ name: "a", hash: blob });
  const nested = commit([{ name: "d", mode: "40000", hash: hashOf("tree", deep) }], {
    type: "tree",
    data: deep,
  });
  const none = { ...treeLimits, depth: 0 };
  assertThrows(() => filesOf(nested.objects, nested.hash, none), Failure, "over 0 folders deep");
});
