import { assertEquals } from "@std/assert";
import { may, pluginMay, schemes } from "./map.ts";
import { type Import, imports, root, type Source, sources } from "./tree.ts";

const map: Record<string, string> =
  JSON.parse(await Deno.readTextFile(new URL("import_map.json", root))).imports;
const isTest = ({ path }: Source) => /_test\.tsx?$|\/testdata\//.test(path);
const product = (await sources("core", "plugins", "schemas")).filter((file) => !isTest(file));
const all = imports(product, map);

function part(path: string): string | undefined {
  return Object.keys(may)
    .sort((a, b) => b.length - a.length)
    .find((p) => path === p || path.startsWith(`${p}/`));
}

function inside({ to }: Import): boolean {
  return /^(core|plugins|schemas|tests)\//.test(to);
}

function say({ from, written }: Import): string {
  return `${from.path} imports ${written}`;
}

Deno.test("every import of core and schemas goes down the map", () => {
  const wrong = all.filter((i) => !i.from.path.startsWith("plugins/") && inside(i)).filter((i) => {
    const from = part(i.from.path), to = part(i.to);
    return from === undefined || to === undefined || (from !== to && !may[from]!.includes(to));
  });
  assertEquals(wrong.map(say), []);
});

Deno.test("a plugin imports the contract, plugins/lib and itself, and nothing else of the tree", () => {
  const wrong = all.filter((i) => i.from.path.startsWith("plugins/") && inside(i)).filter((i) => {
    const own = i.from.path.split("/", 2).join("/");
    if (i.to.startsWith(`${own}/`)) return false;
    return !pluginMay.some((allowed) => i.to === allowed || i.to.startsWith(`${allowed}/`)) ||
      /^\.\..*\/core\//.test(i.written);
  });
  assertEquals(wrong.map(say), []);
});

Deno.test("nothing is imported from a registry but through the import map, nor from the web", () => {
  const wrong = all.filter((i) =>
    /^(npm|jsr|https?):/.test(i.written) || (!inside(i) && !schemes.test(i.to))
  );
  assertEquals(wrong.map(say), []);
  const beyond = Object.values(map).filter((to) => !/^(npm:|\.\/)/.test(to));
  assertEquals(beyond, []);
});

Deno.test("only core/std imports deno-std, whose modules have no types of their own", () => {
  const wrong = all.filter((i) =>
    i.written.startsWith("deno-std/") && !i.from.path.startsWith("core/std/")
  );
  assertEquals(wrong.map(say), []);
});

Deno.test("no file of core names a built-in plugin", async () => {
  const plugins: string[] = [];
  for await (const entry of Deno.readDir(new URL("plugins/", root))) {
    if (entry.isDirectory && entry.name !== "lib") plugins.push(entry.name);
  }
  const wrong = product.filter(({ path }) => path.startsWith("core/")).flatMap(({ path, text }) =>
    plugins.filter((name) =>
      new RegExp(`\\b${name}\\b|\\b${name.replaceAll("_", "-")}\\b`).test(text)
    )
      .map((name) => `${path} names ${name}`)
  );
  assertEquals(wrong, []);
});
