import { fileURLToPath } from "node:url";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { readManifest as read } from "../../config/mod.ts";

/** The manifest at `url`. Rejects with every problem, one a line, where it is not in order. */
export async function readManifest(url: URL): Promise<PluginManifest> {
  const file = fileURLToPath(url);
  const found = read(await Deno.readTextFile(file), file);
  if ("manifest" in found) return found.manifest;
  const lines = found.problems.map(({ file, line, message, path }) =>
    `${file}:${line}: ${path} ${message}`
  );
  throw new Error(`Cannot read the manifest:\n${lines.join("\n")}`);
}
