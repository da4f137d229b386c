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

/** The delay in milliseconds after that many failures in a row (from 1); `random` gives 0 to 1. */
export function backoffMs(backoff: Backoff, failures: number, random: () => number): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** (failures - 1));
  return full * (1 - backoff.jitter * random());
}

/** `ms` give or take a share of it, evenly spread, as Flux's --interval-jitter-percentage. */
export function jitter(ms: number, share: number, random: () => number): number {
  return ms * (1 + share * (2 * random() - 1));
}
