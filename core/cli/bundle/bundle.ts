import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { terminal } from "../../contract/mod.ts";
import { digestOfBundle, filesOf, parts } from "./digest.ts";
import { type PluginFolder, repository } from "./folder.ts";

/**
 * Makes one JavaScript file of a module and all that it imports. Minified, which leaves out every path of the machine: the same
 * sources give the same bytes anywhere. Native parts of packages stay out, where they are found missing. Throws a terminal failure `CannotBundle` with what `deno bundle` said.
 */
export async function bundleModule(
  entry: string,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const flags = ["--quiet", "--minify", "--external=*.node", ...fromRepository];
  const args = [...flags, "--output", file, entry];
  const { success, stderr } = await deno(["bundle", ...args], signal);
  if (success) return;
  throw terminal("CannotBundle", `Cannot bundle ${entry}: ${stderr.trim()}`);
}

/**
 * Makes a bundle of a plugin's folder in the empty folder `out`: plugin.yaml, mod.js, and where present crds/ and rbac.yaml.
 * Answers its digest. Throws a terminal failure where the module would load anything when it runs.
 */
export async function bundleFolder(
  plugin: PluginFolder,
  out: string,
  signal?: AbortSignal,
): Promise<string> {
  await Deno.mkdir(out, { recursive: true });
  const module = join(out, "mod.js");
  if (plugin.form === "bundle") await Deno.copyFile(join(plugin.folder, "mod.js"), module);
  else await bundleSource(plugin.folder, module, signal);
  await Deno.chmod(module, 0o644);
  await copyParts(plugin.folder, out);
  const foreign = await importsOf(module, signal);
  if (foreign.length > 0) {
    const names = foreign.map((name) => JSON.stringify(name)).join(", ");
    throw terminal(
      "CannotBundle",
      `Cannot bundle ${plugin.folder}: it would load ${names} at run time, and a plugin is one file`,
    );
  }
  return await digestOfBundle(out);
}

/** What sources may import besides their own folder; packages come through the import map and the lock alone. */
export const ingredients = [
  "core/contract",
  "core/pack",
  "core/yaml",
  "core/std",
  "schemas",
  "plugins/lib",
];

/** An import of any other file is refused: bundling would copy it into the plugin, were it the kernel's token. */
async function bundleSource(folder: string, file: string, signal?: AbortSignal): Promise<void> {
  const entry = join(folder, "mod.ts");
  const roots = [await Deno.realPath(folder), ...ingredients.map((path) => join(repository, path))];
  for (const { local } of await graphOf(entry, fromRepository, signal)) {
    if (local === undefined) continue;
    const path = await Deno.realPath(local).catch(() => local);
    if (roots.some((root) => path.startsWith(root + sep))) continue;
    const message = `it imports ${path}, which is neither in its folder nor of the contract`;
    throw terminal("CannotBundle", `Cannot bundle ${folder}: ${message}`);
  }
  await bundleModule(entry, file, signal);
}

/** Copies what a bundle consists of besides the module. */
async function copyParts(from: string, to: string): Promise<void> {
  for (const path of await filesOf(from)) {
    const [part, inside] = path.split("/", 2);
    if (part === "mod.js" || !parts.includes(part!)) continue;
    if (inside !== undefined) await Deno.mkdir(join(to, path, ".."), { recursive: true });
    await Deno.copyFile(join(from, path), join(to, path));
  }
}

/** What a file still imports besides Node's builtins, statically or by a literal. */
async function importsOf(file: string, signal?: AbortSignal): Promise<string[]> {
  const own = pathToFileURL(await Deno.realPath(file)).href;
  const module = (await graphOf(file, sealed, signal)).find(({ specifier }) => specifier === own);
  if (module === undefined || module.error !== undefined) {
    throw terminal("CannotBundle", `Cannot read the imports of ${file}: ${module?.error}`);
  }
  const specifiers = (module.dependencies ?? []).map(({ specifier }) => specifier);
  return [...new Set(specifiers)].filter((name) => !name.startsWith("node:"));
}

interface Module {
  readonly specifier: string;
  /** Path of the file, for what is read from the disk, as text and JSON too. */
  readonly local?: string;
  readonly dependencies?: readonly { readonly specifier: string }[];
  readonly error?: string;
}

/** The files that a module of this repository is made of, its packages apart: absolute paths. */
export async function filesBehind(entry: string): Promise<string[]> {
  const graph = await graphOf(entry, fromRepository, undefined);
  return graph.flatMap(({ local, specifier }) =>
    local !== undefined && specifier.startsWith("file:") ? [local] : []
  );
}

const sealed = ["--no-config", "--no-lock", "--no-npm", "--no-remote"];
const fromRepository = ["--config", join(repository, "deno.json"), "--frozen", "--no-remote"];

async function graphOf(
  entry: string,
  flags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly Module[]> {
  const { success, stdout, stderr } = await deno(["info", "--json", ...flags, entry], signal);
  if (success) return (JSON.parse(stdout) as { modules: readonly Module[] }).modules;
  throw terminal("CannotBundle", `Cannot read the imports of ${entry}: ${stderr.trim()}`);
}

async function deno(args: readonly string[], signal: AbortSignal | undefined) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: repository,
    env: { NO_COLOR: "1" },
    stdin: "null",
    ...(signal === undefined ? {} : { signal }),
  });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { success, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
