import { dirname, relative } from "node:path";
import { bundleModule, filesBehind } from "./bundle.ts";
import { repository } from "./folder.ts";

/**
 * Makes `MADE.js`, one file of a program and all that it imports, and `MADE.inputs`, the paths of those from the repository.
 * Rejects where it cannot be bundled, or nothing can be written there.
 */
export async function bundleProgram(entry: string, made: string): Promise<void> {
  await Deno.mkdir(dirname(made), { recursive: true });
  const work = await Deno.makeTempDir({ dir: dirname(made) });
  try {
    const inputs = await filesBehind(entry);
    await bundleModule(entry, `${work}/made.js`);
    const paths = inputs.map((path) => relative(repository, path)).sort();
    await Deno.writeTextFile(`${work}/made.inputs`, `${paths.join("\n")}\n`);
    for (const part of ["js", "inputs"]) {
      await Deno.rename(`${work}/made.${part}`, `${made}.${part}`);
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}
