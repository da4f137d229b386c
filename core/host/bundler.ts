import { basename, dirname, join } from "node:path";
import { bundleFolder, bundleModule, ingredients } from "./bundle.ts";
import { linesOf, makeReadOnly, sha256, verifyBundle } from "./digest.ts";
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
/** `deno bundle` takes a core each. */
const atOnce = Math.max(1, navigator.hardwareConcurrency);

/**
 * Bundles into a cache folder, absolute: `bundles/<digest>/`, read-only, and `made/<key>`, which says what a set of sources
 * became. The sources that plugins share are read once: take a new bundler for each load of the config.
 */
export function createBundler(cache: string): Bundler {
  const shared = new Map<string, Promise<string>>();
  const slots = semaphore(atOnce);

  const keyOf = async (parts: readonly string[], own: string) => {
    const lines = parts.map((part) => {
      const path = join(repository, part);
      const known = shared.get(path) ?? fingerprint(path);
      shared.set(path, known);
      return known;
    });
    return sha256([Deno.version.deno, ...await Promise.all(lines), own].join("\n"));
  };

  const build = (plugin: PluginFolder, signal?: AbortSignal) =>
    slots(async () => {
      const work = await workFolder(cache);
      try {
        const digest = await bundleFolder(plugin, join(work, "bundle"), signal);
        const folder = bundlePath(cache, digest);
        await settle(join(work, "bundle"), folder, () => isIntact(folder, digest));
        await makeReadOnly(folder);
        return { folder, digest };
      } finally {
        await Deno.remove(work, { recursive: true });
      }
    });

  return {
    async prepare(plugin, signal) {
      const own = `${plugin.form}\n${(await linesOf(plugin.folder)).join("")}`;
      const key = await keyOf(plugin.form === "source" ? [...ingredients, ...packages] : [], own);
      const made = join(cache, "made", key);
      const digest = await readIfThere(made);
      if (digest !== undefined) {
        const folder = bundlePath(cache, digest);
        if (await isIntact(folder, digest)) return { folder, digest };
      }
      const bundle = await build(plugin, signal);
      await write(made, bundle.digest);
      return bundle;
    },
    async prepareModule(entry, signal) {
      const key = await keyOf(["core", "schemas", ...packages], entry);
      const file = join(cache, "modules", key, basename(entry).replace(/\.ts$/, ".js"));
      if (await isThere(file)) return file;
      const work = await workFolder(cache);
      try {
        await slots(() => bundleModule(entry, join(work, basename(file)), signal));
        await settle(work, dirname(file), () => isThere(file));
      } finally {
        await Deno.remove(work, { recursive: true }).catch(() => {}); // it was renamed
      }
      return file;
    },
  };
}

function bundlePath(cache: string, digest: string): string {
  return join(cache, "bundles", digest.replace(":", "-"));
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

/** Moves a folder to where its content is looked for, unless what stands there is good. */
async function settle(from: string, to: string, good: () => Promise<boolean>): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (await good()) return;
    await Deno.chmod(to, 0o755).catch(() => {}); // where nothing stands, the second try says what is wrong
    await Deno.remove(to, { recursive: true }).catch(() => {});
    await Deno.rename(from, to).catch(() => Promise.reject(error));
  }
}

function isIntact(folder: string, digest: string): Promise<boolean> {
  return verifyBundle(folder, digest).then(() => true, () => false);
}

function isThere(file: string): Promise<boolean> {
  return Deno.stat(file).then(() => true, () => false);
}

async function write(file: string, text: string): Promise<void> {
  const temporary = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text);
  await Deno.rename(temporary, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function semaphore(size: number) {
  let free = size;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((go) => waiting.push(go));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
