import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { digestOf } from "./bundle/digest.ts";
import { bundleAll } from "./bundle_builtin.ts";

const manifest = (name: string) => `contract: 0\nname: ${name}\nversion: 1.0.0\nkind: gate\n`;
const module =
  'import { plugin } from "contract";\nexport default plugin("gate", () => ({ open: () => ({ open: true }) }));\n';

Deno.test("bundleAll() bundles every folder but lib, and answers the digests", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["b", "a"]) {
      await Deno.mkdir(join(folder, "plugins", name), { recursive: true });
      await Deno.writeTextFile(join(folder, "plugins", name, "plugin.yaml"), manifest(name));
      await Deno.writeTextFile(join(folder, "plugins", name, "mod.ts"), module);
    }
    await Deno.mkdir(join(folder, "plugins/lib"));
    await Deno.writeTextFile(join(folder, "plugins/default.yaml"), "plugins: {}\n");
    const first = await bundleAll(join(folder, "plugins"), join(folder, "out"));
    const again = await bundleAll(join(folder, "plugins"), join(folder, "out"));
    assertEquals([...first.keys()], ["a", "b"]);
    assertEquals(again, first);
    const digest = first.get("a")!;
    assertEquals(await digestOf(join(folder, "out/bundles", digest.replace(":", "-"))), digest);
  } finally {
    await new Deno.Command("chmod", { args: ["-R", "u+w", folder] }).output();
    await Deno.remove(folder, { recursive: true });
  }
});
