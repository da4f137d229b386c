import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Failure } from "../../contract/mod.ts";
import { bundleFolder } from "./bundle.ts";
import { type Bundler, createBundler } from "./bundler.ts";
import { digestOf, verifyBundle } from "./digest.ts";
import { type PluginFolder, readPluginFolder, repository } from "./folder.ts";

const manifest = "contract: 0\nname: sample\nversion: 1.0.0\nkind: gate\n";
const module = `import { plugin, waiting } from "contract";
import { greeting } from "./greeting.ts";
export default plugin("gate", () => ({ open: () => { throw waiting("Later", greeting, 1) } }));
`;
const greeting = `export const greeting: string = "not yet";\n`;
const files = { "plugin.yaml": manifest, "mod.ts": module, "greeting.ts": greeting };

/** A folder outside of the repository with these files, removed after the test. */
async function withFolder(
  content: Readonly<Record<string, string>>,
  test: (folder: string, cache: string) => Promise<void>,
): Promise<void> {
  const top = await Deno.makeTempDir();
  try {
    const folder = join(top, "plugin");
    for (const [path, text] of Object.entries(content)) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, path), text);
    }
    await test(folder, join(top, "cache"));
  } finally {
    for (const path of await foldersOf(top)) await Deno.chmod(path, 0o755);
    await Deno.remove(top, { recursive: true });
  }
}

async function foldersOf(folder: string): Promise<string[]> {
  const found = [folder];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await foldersOf(join(folder, name)));
  }
  return found;
}

async function read(folder: string): Promise<PluginFolder> {
  const found = await readPluginFolder(folder);
  assert("manifest" in found, JSON.stringify(found));
  return found;
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

const prepare = async (bundler: Bundler, folder: string) => bundler.prepare(await read(folder));

Deno.test("bundler.prepare() makes a bundle of a folder outside of the repository, and it runs", async () => {
  await withFolder(
    { ...files, "crds/things.yaml": "a: 1\n", "README.md": "#" },
    async (folder, cache) => {
      const bundle = await prepare(createBundler(cache), folder);
      assertEquals(await names(bundle.folder), ["crds", "mod.js", "plugin.yaml"]);
      const text = await Deno.readTextFile(join(bundle.folder, "mod.js"));
      assert(!text.includes(folder) && !text.includes(repository));
      const loaded = await import(`data:text/javascript,${encodeURIComponent(text)}`);
      assertEquals(loaded.default.kind, "gate");
    },
  );
});

Deno.test("digestOf() is the sha256 of the lines that sha256sum prints, sorted by path", async () => {
  await withFolder({ "b.txt": "b\n", "a/x.txt": "x\n" }, async (folder) => {
    const script = "find . -type f | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum";
    const { stdout } = await new Deno.Command("sh", { args: ["-c", script], cwd: folder }).output();
    assertEquals(await digestOf(folder), `sha256:${new TextDecoder().decode(stdout).slice(0, 64)}`);
  });
});

Deno.test("bundler.prepare() gives the same digest for the same sources, wherever they stand", async () => {
  await withFolder(files, async (folder, cache) => {
    await withFolder(files, async (elsewhere, otherCache) => {
      const one = await prepare(createBundler(cache), folder);
      const other = await prepare(createBundler(otherCache), elsewhere);
      assertEquals(one.digest, other.digest);
    });
  });
});

Deno.test("bundler.prepare() bundles once, and again when a source changed", async () => {
  await withFolder(files, async (folder, cache) => {
    const first = await prepare(createBundler(cache), folder);
    const before = await Deno.stat(first.folder);
    assertEquals(await prepare(createBundler(cache), folder), first);
    assertEquals((await Deno.stat(first.folder)).ino, before.ino);
    await Deno.writeTextFile(join(folder, "greeting.ts"), greeting.replace("not yet", "later"));
    const second = await prepare(createBundler(cache), folder);
    assert(second.digest !== first.digest);
    await verifyBundle(first.folder, first.digest);
  });
});

Deno.test("verifyBundle() refuses a bundle of which one byte changed, and prepare() makes it anew", async () => {
  await withFolder(files, async (folder, cache) => {
    const bundle = await prepare(createBundler(cache), folder);
    await verifyBundle(bundle.folder, bundle.digest);
    const path = join(bundle.folder, "mod.js");
    await Deno.chmod(path, 0o644);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 2]! ^= 1;
    await Deno.writeFile(path, bytes);
    const refused = await assertRejects(() => verifyBundle(bundle.folder, bundle.digest), Failure);
    assertEquals(refused.reason, "BundleChanged");
    assertStringIncludes(refused.message, `not ${bundle.digest}`);
    assertEquals(await prepare(createBundler(cache), folder), bundle);
    await verifyBundle(bundle.folder, bundle.digest);
  });
});

Deno.test("verifyBundle() refuses a file more", async () => {
  await withFolder(files, async (folder, cache) => {
    const { folder: sealed, digest } = await prepare(createBundler(cache), folder);
    await Deno.chmod(sealed, 0o755);
    await Deno.writeTextFile(join(sealed, "more.js"), "");
    const refused = await assertRejects(() => verifyBundle(sealed, digest), Failure);
    assertEquals(
      refused.message,
      `Cannot take ${sealed}/more.js: a bundle is plugin.yaml, mod.js, crds, rbac.yaml`,
    );
  });
});

Deno.test("what bundler.prepare() gives is read-only, and takes a ready bundle as it is", async () => {
  await withFolder(files, async (folder, cache) => {
    const made = await prepare(createBundler(cache), folder);
    const mode = (await Deno.stat(join(made.folder, "mod.js"))).mode! & 0o777;
    assertEquals(mode, 0o444);
    const copy = await prepare(createBundler(join(cache, "other")), made.folder);
    assertEquals(copy.digest, made.digest);
  });
});

/** Modules that would load something when they run, and what the refusal names. */
const loading: Readonly<Record<string, string>> = {
  'import "./other.js";': '"./other.js"',
  'import x from "npm:yaml@2.9.1"; export default x;': '"npm:yaml@2.9.1"',
  'export * from "https://example.com/x.js";': '"https://example.com/x.js"',
  'const x = await import("jsr:@std/assert"); export default x;': '"jsr:@std/assert"',
  'import x from "/etc/passwd" with { type: "text" }; export default x;': '"/etc/passwd"',
};

for (const [text, name] of Object.entries(loading)) {
  Deno.test(`bundleFolder() refuses a module with ${name} left in it`, async () => {
    await withFolder({ "plugin.yaml": manifest, "mod.js": text }, async (folder, cache) => {
      const plugin = await read(folder);
      const refused = await assertRejects(() => bundleFolder(plugin, cache), Failure);
      assertEquals(
        refused.message,
        `Cannot bundle ${folder}: it would load ${name} at run time, and a plugin is one file`,
      );
    });
  });
}

/** Sources that reach for a file of the kernel's machine. */
const reaching: readonly string[] = [
  'import x from "/etc/hostname" with { type: "text" }; export default x;',
  'import x from "../cache.json" with { type: "json" }; export default x;',
  'export default require("../cache.json");',
];

for (const text of reaching) {
  Deno.test(`bundleFolder() never copies a file into a plugin: ${text}`, async () => {
    await withFolder({ ...files, "mod.ts": text, "../cache.json": "{}" }, async (folder, cache) => {
      const plugin = await read(folder);
      const refused = await assertRejects(() => bundleFolder(plugin, cache), Failure);
      assertStringIncludes(refused.message, "which is neither in its folder nor of the contract");
    });
  });
}

Deno.test("bundleFolder() says what is wrong with a source that cannot be bundled", async () => {
  const broken = { ...files, "mod.ts": 'import { x } from "./nowhere.ts";\nexport default x;\n' };
  await withFolder(broken, async (folder, cache) => {
    const plugin = await read(folder);
    const refused = await assertRejects(() => bundleFolder(plugin, cache), Failure);
    assertEquals(refused.reason, "CannotBundle");
    assertStringIncludes(refused.message, "nowhere.ts");
  });
});

Deno.test("bundler.prepareModule() makes one file of a module of the kernel's own, once", async () => {
  await withFolder(files, async (_, cache) => {
    const entry = join(repository, "core/contract/define.ts");
    const file = await createBundler(cache).prepareModule(entry);
    assertEquals(file.endsWith("/define.js"), true);
    const { ino } = await Deno.stat(file);
    assertEquals((await Deno.stat(await createBundler(cache).prepareModule(entry))).ino, ino);
  });
});
