import { fileURLToPath } from "node:url";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { readPluginFolder } from "../../host/folder.ts";

/** The manifest at `url`. Rejects with every problem, one a line, where it is not in order. */
export async function readManifest(url: URL): Promise<PluginManifest> {
  const found = await readPluginFolder(fileURLToPath(new URL(".", url)));
  if ("manifest" in found) return found.manifest;
  const lines = found.problems.map(({ file, line, message, path }) =>
    `${file}:${line}: ${path} ${message}`
  );
  throw new Error(`Cannot read the manifest:\n${lines.join("\n")}`);
}
