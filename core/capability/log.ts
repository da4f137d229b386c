import { LRUCache } from "lru-cache";
import type { CacheOwner } from "./cache.ts";

export type LogLevel = "debug" | "info" | "error";

/** A line as it leaves the kernel: bounded, on one line, free of control characters. Redaction is its taker's. */
export interface LogLine {
  readonly plugin: string;
  readonly tenant: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** Lets lines through at a rate. */
export type LineGate = ReturnType<typeof createLineGate>;

const RATE = { lines: 100, bytes: 128 * 1024 };
const BURST = { lines: 500, bytes: 1024 * 1024 };
const OWNERS = 1024;
const MESSAGE_CHARS = 4096, FIELD_CHARS = 1024, NAME_CHARS = 64, FIELDS = 32;

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

/** Bounds what a plugin wants to log: 4 KiB of message, 32 fields of 1 KiB, values that are lists or maps as JSON. */
export function boundLine(
  message: string,
  fields: Readonly<Record<string, unknown>>,
): Pick<LogLine, "message" | "fields"> {
  const kept = Object.entries(fields).slice(0, FIELDS).map(([name, value]) =>
    [clean(name, NAME_CHARS), bound(value)] as const
  );
  return { message: clean(message, MESSAGE_CHARS), fields: Object.fromEntries(kept) };
}

/** Bytes that a line counts for. */
export function lineBytes({ message, fields }: Pick<LogLine, "message" | "fields">): number {
  return message.length + JSON.stringify(fields).length;
}

function bound(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  return clean(typeof value === "string" ? value : JSON.stringify(value) ?? "", FIELD_CHARS);
}

/** Controls, line separators and what turns the direction of text become visible escapes. */
function clean(text: string, limit: number): string {
  const cut = text.length > limit ? `${text.slice(0, limit).toWellFormed()}…` : text.toWellFormed();
  return cut.replace(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
