import type { Module } from "node:vm";

/**
 * Below this many bytes `import()` is quicker: it parses a file twice, for its imports and to run it, which takes a third of a
 * second per MiB and 25 MiB of memory. Node's vm parses once, and takes 20 ms to be there.
 */
const IMPORTED_BELOW = 100_000;

/**
 * The namespace of a bundle, of which `url` is the file: an ES module that imports nothing but Node's builtins, and runs among the
 * process's own globals with what the process may do. Throws what the module throws, and SyntaxError.
 */
export async function loadBundle(url: string): Promise<Record<string, unknown>> {
  const file = new URL(url);
  if ((await Deno.stat(file)).size < IMPORTED_BELOW) return await import(url);
  const { SourceTextModule } = await import("node:vm");
  const module = new SourceTextModule(await Deno.readTextFile(file), {
    identifier: url,
    initializeImportMeta: (meta) => Object.assign(meta, { url, main: false }),
    importModuleDynamically: (specifier: string) => import(specifier),
  });
  const builtins = new Map<string, Promise<Module>>();
  await module.link((specifier: string) => {
    const builtin = builtins.get(specifier) ?? builtinModule(specifier);
    builtins.set(specifier, builtin);
    return builtin;
  });
  await module.evaluate();
  return module.namespace as Record<string, unknown>;
}

/** What is imported by name, as it is when it is linked. */
async function builtinModule(specifier: string): Promise<Module> {
  const { SyntheticModule } = await import("node:vm");
  const namespace = await import(specifier);
  const names = Object.keys(namespace);
  const module = new SyntheticModule(names, () => {
    for (const name of names) module.setExport(name, namespace[name]);
  }, { identifier: specifier });
  return module;
}
