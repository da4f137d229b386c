import { resolve } from "node:path";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { say } from "../config/mod.ts";
import { type PluginFolder, readPluginFolder } from "./bundle/folder.ts";
import { bundleFolder } from "./bundle/bundle.ts";
import { Failed } from "./failed.ts";
import type { ConfigFlags } from "./config_commands.ts";
import { cacheBundler, load } from "./load.ts";
import { type Columns, type Output, print } from "./output.ts";

type Listed = Readonly<Pick<PluginManifest, "name" | "version" | "kind">> & {
  readonly id?: string;
  readonly serves: readonly string[];
  readonly folder: string;
  readonly digest?: string;
};

const columns: Columns<Listed> = {
  NAME: ({ name }) => name,
  VERSION: ({ version }) => version,
  KIND: ({ kind }) => kind,
};

/** `sluice plugin list`. */
export async function list(
  output: Output,
  { config: file, state, output: format }: ConfigFlags & { readonly config: string },
): Promise<void> {
  const checked = await load(file, state);
  if ("problems" in checked) {
    for (const problem of checked.problems) output.words(`${say(problem)}\n`);
    throw new Failed(file);
  }
  const found = await Promise.all(
    Object.entries(checked.config.plugins).map(async ([id, { folder, digest }]) => ({
      id,
      ...describe(await folderOf(folder)),
      ...(digest === undefined ? {} : { digest }),
    })),
  );
  await print<Listed>(output, format, found, {
    ID: ({ id = "" }) => id,
    ...columns,
    SERVES: ({ serves }) => serves.join(", "),
    FOLDER: ({ folder }) => folder,
  });
}

/** `sluice plugin check`. Every folder is looked at, also after one with a mistake. */
export async function check(
  output: Output,
  folders: readonly string[],
  { state, output: format }: ConfigFlags,
): Promise<void> {
  const bundler = cacheBundler(state);
  const results = await Promise.all(folders.map(async (path) => {
    try {
      const plugin = await folderOf(path);
      const { digest } = await bundler.prepare(plugin);
      return { ...describe(plugin), digest };
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }));
  const good = results.filter((result) => typeof result !== "string");
  const wrong = results.filter((result) => typeof result === "string");
  if (good.length > 0 || format !== "table") {
    await print<Listed>(output, format, good, { ...columns, DIGEST: ({ digest = "" }) => digest });
  }
  for (const message of wrong) output.words(`${message}\n`);
  if (wrong.length > 0) throw new Failed("check");
}

/** `sluice plugin bundle`. The digest is the data. */
export async function bundle(
  output: Output,
  path: string,
  flags: { readonly output?: string },
): Promise<void> {
  const plugin = await folderOf(path);
  const { name, version } = plugin.manifest;
  const out = resolve(flags.output ?? `${name}-${version}`);
  if (await holdsFiles(out)) throw new Error(`Cannot write the bundle to ${out}: it is not empty`);
  const digest = await bundleFolder(plugin, out);
  output.words(`${name} ${version} is bundled in ${out}\n`);
  output.data(`${digest}\n`);
}

export async function folderOf(path: string): Promise<PluginFolder> {
  const found = await readPluginFolder(path);
  if ("problems" in found) throw new Error(found.problems.map(say).join("\n"));
  return found;
}

function describe({ manifest, folder }: PluginFolder): Listed {
  const { name, version, kind, serves = [] } = manifest;
  const kinds = serves.map((one) => `${one.group}/${one.version}/${one.kind}`);
  return { name, version, kind, serves: [...new Set(kinds)], folder };
}

async function holdsFiles(folder: string): Promise<boolean> {
  try {
    for await (const _ of Deno.readDir(folder)) return true;
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
