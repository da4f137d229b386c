import { join } from "node:path";

const DAY_MS = 24 * 3600 * 1000;
/** A revision of the code that nobody went back to for so long will be bundled anew. */
const KEPT_MS = 90 * DAY_MS;

/** Notes that a file or folder of the cache is in use; where it is nobody's to write, it stays as it is. */
export async function noteUse(path: string, now = new Date()): Promise<void> {
  await Deno.utime(path, now, now).catch(() => {});
}

/** Removes what no start has used for 90 days: each change of the code leaves bundles of its own. */
export async function collect(cache: string, now = new Date()): Promise<void> {
  for (const part of ["made", "bundles", "modules", "work"]) {
    for await (const { name } of Deno.readDir(join(cache, part))) {
      const path = join(cache, part, name);
      const used = (await Deno.stat(path).catch(() => undefined))?.mtime ?? now;
      if (now.getTime() - used.getTime() < KEPT_MS) continue;
      await Deno.chmod(path, 0o755).catch(() => {}); // bundles are read-only
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
  }
}
