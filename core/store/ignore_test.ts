import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPack } from "../pack/mod.ts";
import type { IgnoreRules } from "schemas/plugin/contents.ts";
import { StoreError } from "./errors.ts";
import { bench, bytesOf, fetched, listing, object } from "./testdata/files.ts";

/** The files of an artifact of the folder, without modes and folders. */
async function kept(files: Record<string, string>, ignore?: IgnoreRules): Promise<string[]> {
  await using it = await bench();
  const root = await it.folder(files);
  const contents = { kind: "folder" as const, path: ".", ...(ignore && { ignore }) };
  const { path } = await it.store.put({ ...object, contents, root, revision: "r" });
  const lines = await listing(await bytesOf(await fetched(it.store, path)));
  return lines.filter((line) => line.includes(" file ")).map((line) =>
    line.slice("600 file ".length)
  );
}

/** Files of the given names. */
function named(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

const media = ["a.jpg", "b/c.zip", "b/d.tar.gz", ".github/w.yaml", ".travis.yml", "b/.sops.yaml"];
const control = [".git/config", ".gitignore", "b/.gitattributes", ".gitmodules"];

Deno.test("the default groups count only where there is no other pattern; version control always", async () => {
  const files = named("a.yaml", ...media, ...control);
  assertEquals(await kept(files), ["a.yaml"]);
  assertEquals(await kept(files, { patterns: "# nothing\n\n  \n" }), ["a.yaml"]);
  assertEquals(await kept(files, { patterns: "x" }), ["a.yaml", ...media].sort());
  assertEquals(
    await kept({ ...files, "b/.sourceignore": "x\n" }),
    ["a.yaml", ...media, "b/.sourceignore"].sort(),
  );
  assertEquals(await kept(files, { defaults: false }), ["a.yaml", ...media].sort());
});

Deno.test("patterns are gitignore's, the last that matches wins", async () => {
  const files = named("a.md", "b/a.md", "b/c/a.md", "b/c/d", "x", "X", "#h", " s");
  const table: [patterns: string, left: string[]][] = [
    ["*.md", [" s", "#h", "X", "b/c/d", "x"]],
    ["/*.md", [" s", "#h", "X", "b/a.md", "b/c/a.md", "b/c/d", "x"]],
    ["b/*.md", [" s", "#h", "X", "a.md", "b/c/a.md", "b/c/d", "x"]],
    ["b/**/*.md", [" s", "#h", "X", "a.md", "b/c/d", "x"]],
    ["**/c", [" s", "#h", "X", "a.md", "b/a.md", "x"]],
    ["x/", [" s", "#h", "X", "a.md", "b/a.md", "b/c/a.md", "b/c/d", "x"]],
    ["c/", [" s", "#h", "X", "a.md", "b/a.md", "x"]],
    ["*\n!b\n!*.md", ["a.md", "b/a.md", "b/c/a.md", "b/c/d"]],
    ["*.md\n!b/a.md", [" s", "#h", "X", "b/a.md", "b/c/d", "x"]],
    ["b/\n!b/a.md", [" s", "#h", "X", "a.md", "b/a.md", "x"]],
    ["b\n!/b/c", [" s", "#h", "X", "a.md", "b/c/a.md", "b/c/d", "x"]],
    ["/*\n!**/d", ["b/c/d"]],
    ["**/c/**", [" s", "#h", "X", "a.md", "b/a.md", "x"]],
    ["[", [" s", "#h", "X", "a.md", "b/a.md", "b/c/a.md", "b/c/d", "x"]],
    ["[!xX]", [" s", "#h", "a.md", "b/a.md", "b/c/a.md", "b/c/d"]], // in Go's Match only ^ turns a class around
    ["[^xX]", [" s", "#h", "X", "a.md", "x"]],
    ["[a-c]*\n\\ s", ["#h", "X", "x"]],
    ["#h\n\\#h", [" s", "X", "a.md", "b/a.md", "b/c/a.md", "b/c/d", "x"]],
    ["[xX]\r\n", [" s", "#h", "a.md", "b/a.md", "b/c/a.md", "b/c/d"]],
  ];
  for (const [patterns, left] of table) {
    assertEquals(await kept(files, { patterns }), left, patterns);
  }
});

Deno.test("a .sourceignore in a folder counts below it, over its parents' and under spec.ignore", async () => {
  const files = {
    ...named("a", "b/a", "b/c/a", "b/c/k", "b/c/l", "other/a", "b[1]/a", "b1/a"),
    ".sourceignore": "k\n",
    "b/.sourceignore": "/c/l\n!k\na\n!/a\n",
    "b[1]/.sourceignore": "a\n",
    ".git/.sourceignore": "*\n",
  };
  const ignores = [".sourceignore", "b/.sourceignore", "b[1]/.sourceignore"];
  const left = ["a", "b/a", "b/c/k", "other/a", "b1/a", ...ignores].sort();
  assertEquals(await kept(files), left);
  assertEquals(
    await kept(files, { patterns: "k\n!l" }),
    [...left.filter((f) => f !== "b/c/k"), "b/c/l"].sort(),
  );
  assertEquals((await kept(files, { files: false })).length, Object.keys(files).length - 1);
});

Deno.test("a folder that is left out, while something in it is not, is no entry of the archive", async () => {
  await using it = await bench();
  const root = await it.folder(named("b/a.md", "b/d", "c/d"));
  const contents = { kind: "folder" as const, path: ".", ignore: { patterns: "b/\n!b/a.md" } };
  const artifact = await it.store.put({ ...object, contents, root, revision: "r" });
  const archive = await bytesOf(await fetched(it.store, artifact.path));
  assertEquals(await listing(archive), [
    "600 file b/a.md",
    "600 file c/d",
    "750 dir .",
    "750 dir c",
  ]);
  await it.store.link(artifact, `${root}/pack`);
  using pack = openPack(`${root}/pack`);
  assertEquals([...pack.list()].map(({ path }) => path), ["b", "c"]);
});

Deno.test("a pattern of many wildcards costs no more than its length", async () => {
  const started = performance.now();
  await kept(named("a".repeat(250)), { patterns: `${"*a".repeat(200)}*b` });
  assert(performance.now() - started < 2000);
});

Deno.test("a megabyte of costly patterns lets others work", async () => {
  const patterns = `${"*a".repeat(500)}*b\n`.repeat(500);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await kept(named("a".repeat(250)), { patterns });
  clearInterval(timer);
  assert(turns > 20, `${turns} turns`);
});

Deno.test("ignore rules that would take too long are refused, not applied", async () => {
  const table: IgnoreRules[] = [
    { patterns: "a".repeat(6000) },
    { patterns: "x\n".repeat(10_001) },
  ];
  for (const rules of table) {
    await assertRejects(() => kept(named("a"), rules), StoreError, "ignore pattern");
  }
  const large = { ".sourceignore": "x\n".repeat(600_000) };
  await assertRejects(() => kept(large), StoreError, "the limit is 1048576");
});

interface Scenario {
  readonly servers: {
    readonly git: { readonly app: { readonly commits: readonly Commit[] } };
  };
  readonly steps: readonly {
    readonly apply?: { readonly spec?: { readonly ignore?: string } };
    readonly with?: { readonly spec?: { readonly ignore?: string } };
    readonly fetch?: string;
    readonly expect?: { readonly files?: readonly string[] };
  }[];
}

interface Commit {
  readonly files: Readonly<Record<string, string>>;
  readonly executable?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
}

const corpus = new URL("../../../shared/corpus/flux/git/", import.meta.url);
for (const name of ["ignore-defaults", "ignore-file", "ignore-spec"]) {
  const file = new URL(`${name}.json`, corpus);
  const absent = await Deno.stat(file).then(() => false, () => true);
  Deno.test({
    name: `an archive holds what Flux's holds in the corpus: ${name}`,
    ignore: absent,
    fn: async () => await replay(JSON.parse(await Deno.readTextFile(file))),
  });
}

async function replay({ servers, steps }: Scenario): Promise<void> {
  await using it = await bench();
  const commit = servers.git.app.commits[0]!;
  const root = await it.folder(commit.files);
  for (const path of commit.executable ?? []) await Deno.chmod(`${root}/${path}`, 0o755);
  for (const [path, to] of Object.entries(commit.links ?? {})) {
    await Deno.symlink(to, `${root}/${path}`);
  }
  let patterns = "", compared = 0;
  for (const step of steps) {
    patterns = (step.apply ?? step.with)?.spec?.ignore ?? patterns;
    if (step.fetch === undefined) continue;
    const contents = { kind: "folder" as const, path: ".", ignore: { patterns } };
    const { path } = await it.store.put({ ...object, contents, root, revision: "r" });
    const lines = await listing(await bytesOf(await fetched(it.store, path)));
    assertEquals(lines, step.expect!.files!.toSorted());
    compared++;
  }
  assertEquals(compared > 0, true);
}
