import { createHash } from "node:crypto";
import type { Clock } from "../../bus/mod.ts";
import type { FluxEvent } from "../../contract/mod.ts";
import { groupOfEvent } from "./compose.ts";

const distinguishing = ["originRevision", "revision", "token"];

/** What makes two events the same: the object, the text and the revision, but neither reason nor severity. */
function keyOf(event: FluxEvent): string {
  const { involvedObject: { kind, namespace, name }, message, metadata } = event;
  const group = groupOfEvent(event);
  const further = distinguishing.map((key) => metadata?.[`${group}/${key}`]);
  const whole = JSON.stringify([name, namespace, kind, message, ...further]);
  return createHash("sha256").update(whole).digest("base64");
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

  /** How long the event is still held back, in ms; 0 lets it through. */
  heldFor(event: FluxEvent): number {
    const now = this.#clock.monotonic();
    for (const [key, at] of this.#passed) {
      if (now - at < this.#intervalMs) break;
      this.#passed.delete(key);
    }
    const key = keyOf(event), passed = this.#passed.get(key);
    if (passed !== undefined) return passed + this.#intervalMs - now;
    this.#passed.set(key, now);
    return 0;
  }
}
