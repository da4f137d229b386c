import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { quickBuild } from "./quick_build.ts";

const quick = new URL("quick_build.ts", import.meta.url).href;
const config = new URL("../../deno.json", import.meta.url).pathname;

/** A config with one renderer, and what it builds. */
async function written(program: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "render_mine"));
  const files = {
    "config.yaml": "plugins:\n  mine: { use: render_mine }\n",
    "render_mine/plugin.yaml": "contract: 0\nname: render-mine\nkind: renderer\n",
    "render_mine/program.ts": program,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  return folder;
}

/** In a process of its own, which gives up its rights. */
async function built(program: string, ...args: string[]) {
  const folder = await written(program);
  try {
    const script = `import { quickBuild } from ${JSON.stringify(quick)};
      const args = ["build", "mine", ...${JSON.stringify(args)}];
      Deno.exit(await quickBuild(args, ${JSON.stringify(join(folder, "config.yaml"))}) ?? 9);`;
    await Deno.writeTextFile(join(folder, "run.ts"), script);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", `--config=${config}`, join(folder, "run.ts")],
    }).output();
    const text = new TextDecoder();
    return { code, out: text.decode(stdout), words: text.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("quickBuild() prints what the engine's program builds, or why it does not", async () => {
  const program = "export const build = (args) => args.join('+') + '\\n';\n";
  assertEquals(await built(program, "a", "--set", "b=c"), {
    code: 0,
    out: "a+--set+b=c\n",
    words: "",
  });
  const throws = "export const build = () => { throw new Error('no such chart'); };\n";
  assertEquals(await built(throws, "a"), { code: 1, out: "", words: "error: no such chart\n" });
});

Deno.test("quickBuild() gives up all rights but reading before the engine is loaded", async () => {
  const tries = `export const build = () => [
    () => Deno.writeTextFileSync("x", ""), () => new Deno.Command("true").outputSync(),
    () => Deno.env.get("HOME"), () => Deno.hostname(), () => Deno.listen({ port: 0 }),
  ].map((attempt) => { try { attempt(); return "done"; } catch (e) { return e.name; } }).join();`;
  const { out, words } = await built(tries, "a");
  assertEquals([out, words], [Array(5).fill("NotCapable").join(), ""]);
});

Deno.test("quickBuild() leaves to the parser what the command itself takes", async () => {
  const folder = await written("throw new Error('loaded');\n");
  const config = join(folder, "config.yaml");
  try {
    for (
      const line of ["install", "build", "build mine", "build mine a --remote", "build mine a -h"]
        .concat("build mine a --config=b", "build other a", "build Kind name", "build mine -- a")
    ) assertEquals(await quickBuild(line.split(" "), config), undefined, line);
    assertEquals(await quickBuild(["build", "mine", "a"], "none.yaml"), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
