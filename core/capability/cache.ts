import { LRUCache } from "lru-cache";
import { terminal } from "../contract/errors.ts";

/** Kernel-held values, apart for each plugin and tenant. */
export type TenantCache = ReturnType<typeof createTenantCache>;

export interface CacheOwner {
  readonly plugin: string;
  readonly tenant: string;
}

const CACHE_VALUE_BYTES = 64 * 1024;
const OWNER_BYTES = 1024 * 1024;
const OWNERS = 256;

type Shelf = LRUCache<string, Uint8Array<ArrayBuffer>>;

/** Holds at most 1 MiB for each plugin and tenant, and 256 of these; the least used goes first. */
export function createTenantCache(now: () => number) {
  const perf = { now: () => now() + 1 }; // the cache takes time 0 for "no time"
  const shelves = new LRUCache<string, Shelf>({ max: OWNERS });
  const name = ({ plugin, tenant }: CacheOwner) => JSON.stringify([plugin, tenant]);
  return {
    get: (owner: CacheOwner, key: string) => shelves.get(name(owner))?.get(key),
    /** Throws `TooLarge` (terminal) for more than 64 KiB. */
    put(owner: CacheOwner, key: string, value: Uint8Array<ArrayBuffer>, seconds: number): void {
      if (value.length > CACHE_VALUE_BYTES) {
        throw terminal("TooLarge", `Cannot keep "${key}": it is over ${CACHE_VALUE_BYTES} bytes`);
      }
      const shelf = shelves.get(name(owner)) ??
        new LRUCache({ maxSize: OWNER_BYTES, ttlResolution: 0, perf });
      shelves.set(name(owner), shelf);
      shelf.set(key, value, { ttl: seconds * 1000, size: value.length + key.length + 64 });
    },
  };
}
