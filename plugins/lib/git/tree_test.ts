import { assertEquals, assertThrows } from "@std/assert";
import { GitError, ObjectNotFound } from "./errors.ts";
import { readPack } from "./pack.ts";
import { filesOf, treeLimits } from "./tree.ts";
import { bytes, type Entry, hashOf, packWith, tree, type TreeEntry } from "./testdata/packs.ts";

const blob = hashOf("blob", "x");

/** The objects of a tree that holds the entries; further ones may be given. */
function rooted(entries: readonly TreeEntry[], ...more: readonly Entry[]) {
  const root = tree(...entries);
  const objects = readPack(
    packWith([{ type: "tree", data: root }, { type: "blob", data: "x" }, ...more]),
  );
  return { objects, hash: hashOf("tree", root) };
}

Deno.test("filesOf() walks folders, and knows what may be run", () => {
  const inner = tree({ name: "run.sh", mode: "100755", hash: blob });
  const { objects, hash } = rooted([
    { name: "a.txt", hash: blob },
    { name: "bin", mode: "40000", hash: hashOf("tree", inner) },
  ], { type: "tree", data: inner });
  assertEquals(filesOf(objects, hash).map(({ path, kind }) => [path, kind]), [
    ["a.txt", "file"],
    ["bin/run.sh", "executable"],
  ]);
});

Deno.test("filesOf() tells links and submodules from files", () => {
  const { objects, hash } = rooted([
    { name: "link", mode: "120000", hash: blob },
    { name: "module", mode: "160000", hash: blob },
    { name: "z", hash: blob },
  ]);
  assertEquals(filesOf(objects, hash).map(({ kind }) => kind), ["link", "submodule", "file"]);
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
    const { objects, hash } = rooted([{ name, hash: blob }]);
    assertThrows(() => filesOf(objects, hash), GitError, "of the commit");
  });
}

Deno.test("filesOf() refuses a name that stands twice", () => {
  const { objects, hash } = rooted([{ name: "a", hash: blob }, { name: "a", hash: blob }]);
  assertThrows(() => filesOf(objects, hash), GitError, "stands there twice");
});

Deno.test("filesOf() says that an object is missing, or sent as something else", () => {
  const confused = rooted([{ name: "a", mode: "40000", hash: blob }]);
  assertThrows(() => filesOf(confused.objects, confused.hash), ObjectNotFound, "object not found");
  assertThrows(() => filesOf(confused.objects, "1".repeat(40)), ObjectNotFound);
});

Deno.test("filesOf() refuses a tree that is cut off", () => {
  const data = bytes("100644 a\0short");
  const cut = readPack(packWith([{ type: "tree", data }]));
  assertThrows(() => filesOf(cut, hashOf("tree", data)), GitError, "cut off");
});

Deno.test("filesOf() stops at each limit", () => {
  const { objects, hash } = rooted([{ name: "a", hash: blob }, { name: "b", hash: blob }]);
  const limited = (limits: Partial<typeof treeLimits>) => () =>
    filesOf(objects, hash, { ...treeLimits, ...limits });
  assertThrows(limited({ files: 1 }), GitError, "over 1 files");
  const deep = tree({ name: "a", hash: blob });
  const nested = rooted([{ name: "d", mode: "40000", hash: hashOf("tree", deep) }], {
    type: "tree",
    data: deep,
  });
  const one = { ...treeLimits, folders: 1 };
  assertThrows(() => filesOf(nested.objects, nested.hash, one), GitError, "over 1 folders");
  const none = { ...treeLimits, depth: 0 };
  assertThrows(() => filesOf(nested.objects, nested.hash, none), GitError, "over 0 folders deep");
});

Deno.test("filesOf() does not walk trees of trees for ever, though no file is in them", () => {
  const levels = [tree()];
  for (let i = 0; i < 12; i++) {
    const below = hashOf("tree", levels.at(-1)!);
    const names = "abcdefghij".split("");
    levels.push(tree(...names.map((name) => ({ name, mode: "40000", hash: below }))));
  }
  const objects = readPack(packWith(levels.map((data) => ({ type: "tree", data }))));
  const top = hashOf("tree", levels.at(-1)!);
  assertThrows(() => filesOf(objects, top), GitError, "over 100000 folders");
});
