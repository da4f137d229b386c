import { LRUCache } from "lru-cache";
import type { CacheOwner } from "./cache.ts";

export type LogLevel = "debug" | "info" | "error";

/** A line as the plugin said it: to bound it, to clean it and to take secrets out is its taker's. */
export interface LogLine {
  readonly plugin: string;
  readonly tenant: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Lets lines through at a rate. */
export type LineGate = ReturnType<typeof createLineGate>;

const RATE = { lines: 100, bytes: 128 * 1024 };
const BURST = { lines: 500, bytes: 1024 * 1024 };
const OWNERS = 1024;

/** A token bucket of lines and bytes for each plugin and tenant: 100 lines and 128 KiB a second after a burst. */
export function createLineGate(now: () => number) {
  const buckets = new LRUCache<string, typeof BURST & { at: number; dropped: number }>({
    max: OWNERS,
  });
  return {
    /** How many lines were dropped before this one; `undefined` where this one is dropped too. */
    pass({ plugin, tenant }: CacheOwner, bytes: number): number | undefined {
      const key = JSON.stringify([plugin, tenant]), at = now();
      const held = buckets.get(key) ?? { ...BURST, at, dropped: 0 };
      const seconds = (at - held.at) / 1000;
      const lines = Math.min(BURST.lines, held.lines + seconds * RATE.lines);
      const left = Math.min(BURST.bytes, held.bytes + seconds * RATE.bytes);
      const passes = lines >= 1 && left >= bytes;
      buckets.set(
        key,
        passes
          ? { lines: lines - 1, bytes: left - bytes, at, dropped: 0 }
          : { lines, bytes: left, at, dropped: held.dropped + 1 },
      );
      return passes ? held.dropped : undefined;
    },
  };
}
