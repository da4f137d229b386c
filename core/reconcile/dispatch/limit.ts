import type { Clock } from "../../bus/mod.ts";
import { type EmittedEvent, groupOf } from "../../contract/mod.ts";

const distinguishing = ["originRevision", "revision", "token"];

/** What makes two events the same: the object, the text and the revision, but neither reason nor severity. */
export function keyOf({ about, message, metadata }: EmittedEvent): string {
  const group = groupOf(about.apiVersion);
  const further = distinguishing.map((key) => metadata[`${group}/${key}`] ?? "");
  return JSON.stringify([about.name, about.namespace, about.kind, message, ...further]);
}

/** Lets one event of a kind through in an interval, in ms. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  /** When each was last let through, the oldest first. */
  readonly #passed = new Map<string, number>();

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  admits(event: EmittedEvent): boolean {
    const now = this.#clock.monotonic();
    for (const [key, at] of this.#passed) {
      if (now - at < this.#intervalMs) break;
      this.#passed.delete(key);
    }
    const key = keyOf(event);
    if (this.#passed.has(key)) return false;
    this.#passed.set(key, now);
    return true;
  }
}
