import { assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import { loadBundle } from "./load_bundle.ts";

const big = `/* ${"a comment that makes it large. ".repeat(5000)} */\n`;

async function load(text: string): Promise<Record<string, unknown>> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/mod.js`, text);
    return await loadBundle(pathToFileURL(`${folder}/mod.js`).href);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [size, prefix] of [["small", ""], ["large", big]] as const) {
  Deno.test(`loadBundle() gives what a ${size} module exports, builtins and import.meta included`, async () => {
    const module = await load(`${prefix}
      import { createRequire } from "node:module";
      import * as url from "node:url";
      import path, { join } from "node:path";
      const require = createRequire(import.meta.url);
      const { deflateSync } = await import("node:zlib");
      export default {
        name: url.fileURLToPath(import.meta.url).split("/").at(-1),
        main: import.meta.main,
        same: path.join === join && require("node:path").join === join,
        global: globalThis.Deno === Deno && this === undefined,
        zlib: typeof deflateSync,
      };`);
    const given = { name: "mod.js", main: false, same: true, global: true, zlib: "function" };
    assertEquals(module["default"], given);
  });

  Deno.test(`loadBundle() fails as a ${size} module fails`, async () => {
    await assertRejects(
      () => load(`${prefix}throw new RangeError("no such day")`),
      RangeError,
      "no such day",
    );
    await assertRejects(() => load(`${prefix}export default {`), Error);
    await assertRejects(
      () => load(`${prefix}import { nothing } from "node:path"; nothing`),
      SyntaxError,
      "nothing",
    );
    await assertRejects(() => load(`${prefix}import "./other.js"`), TypeError);
  });
}
