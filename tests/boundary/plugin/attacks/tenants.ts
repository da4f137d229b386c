import type { Attacks } from "../world.ts";
import { ask, overhear } from "../wire.ts";

let learned = "nothing";
const key = "learned";

/** What one tenant's process could pass on to another's. */
export const tenants = {
  learn: ({ more }) => {
    learned = more;
    (globalThis as { learned?: string }).learned = more;
  },
  recall: () => (globalThis as { learned?: string }).learned ?? learned,
  pid: () => Deno.pid,
  put: async ({ more }, cx) =>
    await cx.cache.put(key, new TextEncoder().encode(more), { seconds: 60 }),
  get: async (_, cx) => {
    const found = await cx.cache.get(key);
    return found ? new TextDecoder().decode(found) : "nothing";
  },
  write: ({ scratch, more }) => {
    Deno.writeTextFileSync(`${scratch}/learned`, more);
    return `${scratch}/learned`;
  },
  read: ({ more }) => Deno.readTextFileSync(more),
  holdHandle: async (_, cx) => {
    const handle = overhear(() => cx.log.info("overheard"));
    console.error(`handle=${handle};`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await ask("cache.put", { handle, key: "k", value: "", seconds: 60 });
    return "used";
  },
} satisfies Attacks;
