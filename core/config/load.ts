import { dirname, resolve } from "node:path";
import { checkConfig, type Checked, type ManifestRead, pluginsOf } from "./check.ts";
import { wholeFile } from "./problem.ts";

export interface LoadOptions {
  /**
   * Looks at a plugin's folder (absolute). The digest of what would run is asked for where the config pins one.
   * Problems in the folder are answered, not thrown.
   */
  readonly read: (
    folder: string,
    wants: { readonly digest: boolean; readonly signal?: AbortSignal },
  ) => Promise<ManifestRead>;
  readonly signal?: AbortSignal;
}

/** Reads a config file and the folders of its plugins, and checks them together. A file that cannot be read is a problem. */
export async function loadConfig(file: string, { read, signal }: LoadOptions): Promise<Checked> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    const message = `Cannot read the config: ${error instanceof Error ? error.message : error}`;
    return { problems: [wholeFile(file, message)] };
  }
  const folder = dirname(resolve(file));
  const entries = pluginsOf(text, file).filter(([, { use }]) => !use.startsWith("oci://"));
  const manifests = await Promise.all(entries.map(async ([id, { use, digest }]) => {
    const wants = { digest: digest !== undefined, ...(signal === undefined ? {} : { signal }) };
    return [id, await read(resolve(folder, use), wants)] as const;
  }));
  return checkConfig(text, { file, manifests: new Map(manifests) });
}
