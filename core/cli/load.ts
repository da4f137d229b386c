/** Reads a config file and the folders of its plugins. */
import { dirname, join, resolve } from "node:path";
import {
  checkConfig,
  type Checked,
  type ManifestRead,
  pluginsOf,
  wholeFile,
} from "../config/mod.ts";
import { readPluginFolder } from "./bundle/folder.ts";
import { type Bundler, createBundler } from "./bundle/bundler.ts";

/** A bundler with its cache in the state folder. */
export function cacheBundler(state: string): Bundler {
  return createBundler(join(resolve(state), "cache"));
}

/** Reads a config file and the manifests that it names, and checks them together. What is wrong is in the answer. */
export async function load(
  file: string,
  state: string,
  bundler: Bundler = cacheBundler(state),
): Promise<Checked> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    return { problems: [wholeFile(file, `Cannot read the config: ${wordsOf(error)}`)] };
  }
  const folder = dirname(resolve(file));
  const entries = pluginsOf(text, file).filter(([, { use }]) => !use.startsWith("oci://"));
  const manifests = await Promise.all(
    entries.map(async ([id, { use, digest }]) =>
      [id, await lookAt(resolve(folder, use), digest === undefined ? undefined : bundler)] as const
    ),
  );
  return checkConfig(text, { file, manifests: new Map(manifests) });
}

/** A plugin's manifest and, with a bundler, the digest of what would run. */
async function lookAt(folder: string, bundler: Bundler | undefined): Promise<ManifestRead> {
  const found = await readPluginFolder(folder);
  if ("problems" in found || !bundler) return found;
  try {
    return { ...found, digest: (await bundler.prepare(found)).digest };
  } catch (error) {
    return { problems: [wholeFile(found.folder, wordsOf(error))] };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
