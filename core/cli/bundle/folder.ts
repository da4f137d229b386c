import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { type ConfigProblem, readManifest, wholeFile } from "../../config/mod.ts";

/** A plugin's folder whose manifest is in order. None of its code has run. */
export interface PluginFolder {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: PluginManifest;
  /** `source` is bundled before it runs; `bundle` is ready to run. */
  readonly form: "source" | "bundle";
  /** Shipped with this program. */
  readonly builtIn: boolean;
}

export type FolderRead = PluginFolder | { readonly problems: readonly ConfigProblem[] };

/** The folder that holds what a source plugin may be made of: core, schemas, plugins, import_map.json. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** Reads and checks `plugin.yaml`, and looks for `mod.ts` (source) or `mod.js` (bundle). What is wrong is answered, with its line. */
export async function readPluginFolder(path: string): Promise<FolderRead> {
  const folder = resolve(path);
  const file = join(folder, "plugin.yaml");
  const fail = (message: string, at = file) => ({ problems: [wholeFile(at, message)] });
  const text = await readText(file);
  if (text instanceof Error) return fail(`Cannot read the manifest: ${text.message}`);
  const read = readManifest(text, file);
  if ("problems" in read) return read;
  const source = await isFile(join(folder, "mod.ts")),
    bundle = await isFile(join(folder, "mod.js"));
  if (source && bundle) return fail("holds both mod.ts and mod.js: which one is meant?", folder);
  if (!source && !bundle) return fail("holds neither mod.ts (source) nor mod.js (bundle)", folder);
  return {
    folder,
    manifest: read.manifest,
    form: source ? "source" : "bundle",
    builtIn: folder.startsWith(join(repository, "plugins") + sep),
  };
}

async function readText(file: string): Promise<string | Error> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await Deno.stat(path).catch(() => undefined);
  return found?.isFile === true;
}
