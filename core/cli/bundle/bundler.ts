import { basename, join } from "node:path";
import limit from "p-limit";
import { bundleFolder, bundleModule, ingredients } from "./bundle.ts";
import { collect, noteUse } from "./collect.ts";
import { filesOf, linesOf, sha256, verifyBundle } from "./digest.ts";
import { type PluginFolder, repository } from "./folder.ts";

/** A bundle where nobody but the kernel writes, under its digest. */
export interface Bundle {
  readonly folder: string;
  readonly digest: string;
}

export interface Bundler {
  /** The bundle of a plugin: made of its sources, or copied; at once where the cache holds it. */
  prepare(plugin: PluginFolder, signal?: AbortSignal): Promise<Bundle>;
  /** The path of a file made of a module of this repository and all that it imports. */
  prepareModule(entry: string, signal?: AbortSignal): Promise<string>;
}

/** What says which packages a bundle takes. */
const packages = ["import_map.json", "deno.lock"];

/** What `deno task bundle` made: an image has it, where its root is read-only and nothing can be bundled. */
export const shipped = join(repository, ".sluice/cache");

/**
 * Bundles into a cache folder, absolute: `bundles/<digest>/`, read-only, and `made/<key>`, which says what a set of sources
 * became; what was shipped is used where it stands. The sources that plugins share are read once: take a new bundler for each load of the config.
 */
export function createBundler(cache: string): Bundler {
  const shared = new Map<string, Promise<string>>();
  const slot = limit(Math.max(1, navigator.hardwareConcurrency)); // `deno bundle` takes a core each

  const keyOf = async (parts: readonly string[], own: string) => {
    const lines = parts.map((part) => {
      const path = join(repository, part);
      const known = shared.get(path) ?? fingerprint(path);
      shared.set(path, known);
      return known;
    });
    return sha256([Deno.version.deno, ...await Promise.all(lines), own].join("\n"));
  };

  /** Lets `make` fill a new folder, which then stands where it says, unless what stands there is good. */
  const build = <T>(make: (work: string) => Promise<Made<T>>) =>
    slot(async () => {
      const work = await workFolder(cache);
      try {
        const { to, isGood, made } = await make(`${work}/made`);
        await settle(`${work}/made`, to, isGood);
        await collect(cache);
        return made;
      } finally {
        await Deno.remove(work, { recursive: true });
      }
    });

  return {
    async prepare(plugin, signal) {
      const own = `${plugin.form}\n${(await linesOf(plugin.folder)).join("")}`;
      const key = await keyOf(plugin.form === "source" ? [...ingredients, ...packages] : [], own);
      const held = await heldIn(cache, key) ?? await heldIn(shipped, key);
      if (held) return held;
      const bundle = await build(async (work) => {
        const made = bundleOf(cache, await bundleFolder(plugin, work, signal));
        return { made, to: made.folder, isGood: () => isIntact(made) };
      });
      await makeReadOnly(bundle.folder);
      await write(join(cache, "made", key), bundle.digest);
      return bundle;
    },
    async prepareModule(entry, signal) {
      const key = await keyOf(["core", "schemas", ...packages], entry);
      const to = join(cache, "modules", key), name = basename(entry).replace(/\.ts$/, ".js");
      const isThere = (folder: string) =>
        Deno.stat(join(folder, name)).then(() => true, () => false);
      const isGood = () => isThere(to), ready = join(shipped, "modules", key);
      for (const held of [to, ready]) {
        if (!await isThere(held)) continue;
        await noteUse(held);
        return join(held, name);
      }
      return await build(async (work) => {
        await Deno.mkdir(work);
        await bundleModule(entry, join(work, name), signal);
        return { made: join(to, name), to, isGood };
      });
    },
  };
}

interface Made<T> {
  readonly made: T;
  readonly to: string;
  readonly isGood: () => Promise<boolean>;
}

/** What a key became before, if it is still good. */
async function heldIn(cache: string, key: string): Promise<Bundle | undefined> {
  const digest = await Deno.readTextFile(join(cache, "made", key)).catch(() => "");
  const held = bundleOf(cache, digest);
  if (digest === "" || !await isIntact(held)) return undefined;
  await Promise.all([held.folder, join(cache, "made", key)].map((path) => noteUse(path)));
  return held;
}

function bundleOf(cache: string, digest: string): Bundle {
  return { folder: join(cache, "bundles", digest.replace(":", "-")), digest };
}

async function fingerprint(path: string): Promise<string> {
  const there = await Deno.stat(path).catch(() => undefined);
  if (there?.isFile === true) return sha256(await Deno.readFile(path));
  return there === undefined ? "" : (await linesOf(path)).join("");
}

async function workFolder(cache: string): Promise<string> {
  for (const name of ["bundles", "made", "modules", "work"]) {
    await Deno.mkdir(join(cache, name), { recursive: true });
  }
  return await Deno.makeTempDir({ dir: join(cache, "work") });
}

/** Makes the files of a folder, and the folder, read-only. */
async function makeReadOnly(folder: string): Promise<void> {
  for (const path of await filesOf(folder)) await Deno.chmod(join(folder, path), 0o444);
  await Deno.chmod(folder, 0o555);
}

async function settle(from: string, to: string, isGood: () => Promise<boolean>): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (await isGood()) return;
    await Deno.chmod(to, 0o755).catch(() => {}); // where nothing stands, the second try says what is wrong
    await Deno.remove(to, { recursive: true }).catch(() => {});
    await Deno.rename(from, to).catch(() => Promise.reject(error));
  }
}

function isIntact({ folder, digest }: Bundle): Promise<boolean> {
  return verifyBundle(folder, digest).then(() => true, () => false);
}

async function write(file: string, text: string): Promise<void> {
  const temporary = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text);
  await Deno.rename(temporary, file);
}
