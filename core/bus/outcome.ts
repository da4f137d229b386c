import type { Trigger } from "./trigger.ts";

/** How a run ended; all times in milliseconds from its end. */
export type Outcome =
  /** All is as it should be; look again later. Forgets failures; the time gets the interval's jitter. */
  | { readonly kind: "done"; readonly againInMs: number }
  /** Something else must come first; look again at the latest then. Forgets failures. */
  | { readonly kind: "waiting"; readonly againInMs: number }
  /** Tried again after the key's backoff, or when the other side said. */
  | { readonly kind: "failed"; readonly retryAfterMs?: number; readonly error?: unknown }
  /** Nothing will help until something changes: left alone until it is asked for. */
  | { readonly kind: "stalled" }
  /** The object is no more. */
  | { readonly kind: "gone" };

/** How long a key that fails is left alone. */
export interface Backoff {
  /** After the first failure; it doubles with each further one. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** The share of a delay, 0 to 1, that chance may take off, so that what failed together spreads. */
  readonly jitter: number;
}

/** Flux's --min-retry-delay and --max-retry-delay, and a tenth of chance. */
export const defaultBackoff: Backoff = { firstMs: 750, mostMs: 15 * 60_000, jitter: 0.1 };

/** What follows a run if nobody asks for another; without `inMs` it is not run again by itself. */
interface Next {
  readonly failures: number;
  readonly inMs?: number;
  readonly trigger?: Trigger;
}

export interface NextOptions {
  readonly backoff: Backoff;
  /** The share, 0 to 1, by which an interval is made longer or shorter by chance. */
  readonly intervalJitter: number;
  readonly random: () => number;
}

const own = (cause: string): Trigger => ({ priority: "interval", cause });
const interval = own("interval"), waiting = own("waiting"), retry = own("retry");

/** Decides from an outcome, and the failures before it, when the key runs again. */
export function next(outcome: Outcome, failures: number, options: NextOptions): Next {
  const { backoff, intervalJitter, random } = options;
  /** A time that is none (NaN, Infinity) must neither spin nor lose the key. */
  const sane = (ms: number) => Number.isFinite(ms) ? Math.max(0, ms) : backoff.mostMs;
  switch (outcome.kind) {
    case "done": {
      const spread = 1 + intervalJitter * (2 * random() - 1); // as Flux's --interval-jitter-percentage
      return { failures: 0, inMs: sane(outcome.againInMs) * spread, trigger: interval };
    }
    case "waiting":
      return { failures: 0, inMs: sane(outcome.againInMs), trigger: waiting };
    case "failed": {
      const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** failures);
      const delay = outcome.retryAfterMs ?? full * (1 - backoff.jitter * random());
      return { failures: failures + 1, inMs: sane(delay), trigger: retry };
    }
    case "stalled":
    case "gone":
      return { failures: 0 };
  }
}
