import type { Attacks } from "../world.ts";

/** What one process could leave for the next to find. */
export const caching = {
  cacheApi: async () => {
    const cache = await caches.open("boundary");
    await cache.put("https://example.com/poison", new Response("poison"));
    return await (await cache.match("https://example.com/poison"))!.text();
  },
  denoFolder: async () => {
    const folder = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    await Deno.stat(folder);
    return folder.length;
  },
  ownCache: async ({ bundle }) => {
    await Deno.writeTextFile(`${bundle}/mod.js.cache`, "");
    await Deno.remove(`${bundle}/mod.js.cache`);
  },
  localStorage: () => {
    localStorage.setItem("poison", "1");
    return localStorage.getItem("poison");
  },
  kv: async () => {
    const kv = await (Deno as unknown as { openKv(): Promise<{ close(): void }> }).openKv();
    kv.close();
  },
  compileCache: async ({ outside }) => {
    const { enableCompileCache } = await import("node:module") as unknown as {
      enableCompileCache?(folder: string): { status: number };
    };
    Deno.writeTextFileSync(`${outside}/compiled`, String(enableCompileCache?.(`${outside}/cache`)));
  },
} satisfies Attacks;
