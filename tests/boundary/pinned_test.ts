import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Opened } from "contract";
import { createBundler } from "../../core/cli/bundle/bundler.ts";
import { readPluginFolder } from "../../core/cli/bundle/folder.ts";
import { Host } from "../../core/host/mod.ts";
import { loadPlugins } from "../../core/cli/prepare.ts";

const manifest = "contract: 0\nname: pinned\nversion: 1.0.0\nkind: gate\n";
const source = `import { plugin } from "contract";
import { word } from "./word.ts";
export default plugin("gate", () => ({
  open: () => ({ open: false, reason: "Pinned", message: word }),
}));
`;

interface Pinned {
  /** The plugin's folder, outside of the repository. */
  readonly folder: string;
  readonly config: string;
  readonly state: string;
}

/** A plugin and a config that pins its digest; "bundle" is what \`sluice plugin bundle\` makes, "source" is bundled at load. */
async function withPinned(form: "source" | "bundle", test: (pinned: Pinned) => Promise<void>) {
  const top = await Deno.makeTempDir({ prefix: "boundary-pinned-" });
  try {
    const folder = `${top}/plugin`, state = `${top}/state`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/plugin.yaml`, manifest);
    await Deno.writeTextFile(`${folder}/mod.ts`, source);
    await Deno.writeTextFile(`${folder}/word.ts`, `export const word = "first";\n`);
    const found = await readPluginFolder(folder);
    assert("manifest" in found, JSON.stringify(found));
    const bundle = await createBundler(`${top}/elsewhere`).prepare(found);
    if (form === "bundle") await useBundle(folder, bundle.folder);
    const config = `${top}/sluice.yaml`;
    await Deno.writeTextFile(
      config,
      `plugins:\n  pinned:\n    use: ./plugin\n    digest: ${bundle.digest}\n`,
    );
    await test({ folder, config, state });
  } finally {
    await new Deno.Command("chmod", { args: ["-R", "u+w", top] }).output();
    await Deno.remove(top, { recursive: true });
  }
}

async function useBundle(folder: string, bundle: string): Promise<void> {
  for (const name of ["mod.ts", "word.ts"]) await Deno.remove(`${folder}/${name}`);
  await Deno.copyFile(`${bundle}/mod.js`, `${folder}/mod.js`);
  await Deno.chmod(`${folder}/mod.js`, 0o644);
}

/** Loads the config as the kernel does, and calls the plugin in its process. */
async function answerOf({ config, state }: Pinned): Promise<Opened> {
  const { plugins, boot } = await loadPlugins(config, state);
  const folder = await Deno.makeTempDir({ dir: state });
  const lend = () => ({ calls: {}, close: () => Promise.resolve() });
  await using host = new Host({ plugins, boot, folder, lend });
  const object = { apiVersion: "v1", kind: "Any", metadata: { name: "any" } };
  const request = { object, spec: {}, revision: "", now: "", inputs: {} };
  await using answered = await host.call("pinned", "gate", "open", request, {
    object,
    tenant: "any",
  });
  return answered.answer;
}

for (const form of ["source", "bundle"] as const) {
  Deno.test(`pinned: a ${form} outside the repository runs by its digest, and not after one byte of it changed`, async () => {
    await withPinned(form, async (pinned) => {
      const first = await answerOf(pinned);
      assertEquals(first, { open: false, reason: "Pinned", message: "first" });
      const file = `${pinned.folder}/${form === "source" ? "word.ts" : "mod.js"}`;
      const text = await Deno.readTextFile(file);
      await Deno.writeTextFile(file, text.replace("first", "farst"));
      const error = await assertRejects(() => answerOf(pinned), Error);
      assertStringIncludes(error.message, "is not what was pinned");
      await Deno.writeTextFile(file, text);
      assertEquals(await answerOf(pinned), first);
    });
  });
}

Deno.test("pinned: a byte of the kernel's own copy that changes after the load keeps the process from starting", async () => {
  await withPinned("bundle", async ({ config, state }) => {
    const { plugins: [plugin] } = await loadPlugins(config, state);
    const file = `${plugin!.bundle}/mod.js`;
    await plugin!.verify();
    await Deno.chmod(file, 0o644);
    await Deno.writeTextFile(file, (await Deno.readTextFile(file)).replace("first", "farst"));
    const error = await assertRejects(() => plugin!.verify(), Error);
    assertStringIncludes(error.message, "Cannot run the bundle");
  });
});

Deno.test("pinned: a file that is added to the folder does not come to where the plugin reads", async () => {
  await withPinned("bundle", async (pinned) => {
    await Deno.writeTextFile(`${pinned.folder}/more.js`, "");
    const { plugins: [plugin] } = await loadPlugins(pinned.config, pinned.state);
    const names = [...Deno.readDirSync(plugin!.bundle)].map(({ name }) => name).sort();
    assertEquals(names, ["mod.js", "plugin.yaml"]);
  });
});

Deno.test("pinned: a manifest that asks for more is another bundle", async () => {
  await withPinned("bundle", async (pinned) => {
    await Deno.writeTextFile(
      `${pinned.folder}/plugin.yaml`,
      `${manifest}needs: { scratchMiB: 9 }\n`,
    );
    await assertRejects(() => answerOf(pinned), Error);
  });
});
