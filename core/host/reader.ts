import type { LoadOptions, ManifestRead } from "../config/mod.ts";
import type { Bundler } from "./bundler.ts";
import { readPluginFolder } from "./folder.ts";

/** How a config's plugins are looked at: manifest always, and the bundle's digest where it is pinned. */
export function pluginReader(bundler: Bundler): LoadOptions["read"] {
  return async (folder, { digest, signal }): Promise<ManifestRead> => {
    const found = await readPluginFolder(folder);
    if ("problems" in found || !digest) return found;
    try {
      return { ...found, digest: (await bundler.prepare(found, signal)).digest };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { problems: [{ file: found.folder, line: 1, column: 1, path: "", message }] };
    }
  };
}
