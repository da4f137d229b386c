import { transient } from "../contract/errors.ts";

/** Ends an operation by its signal: at a total time, after a silence, or when one of the outer signals says so. */
export interface Watchdog extends Disposable {
  readonly signal: AbortSignal;
  /** Something happened: the silence begins anew. */
  touch(): void;
}

export interface WatchdogOptions {
  /** Named in what is thrown. */
  readonly what: string;
  readonly totalMs: number;
  readonly idleMs: number;
  readonly signals: readonly AbortSignal[];
}

/** The signal's reason is `TimedOut` (transient), or that of the outer signal. */
export function startWatchdog({ what, totalMs, idleMs, signals }: WatchdogOptions): Watchdog {
  const own = new AbortController();
  const late = (why: string) => () =>
    own.abort(transient("TimedOut", `Cannot finish ${what}: ${why}`));
  const total = setTimeout(late(`it took longer than ${totalMs / 1000} s`), totalMs);
  const silence = late(`nothing came for ${idleMs / 1000} s`);
  let idle = setTimeout(silence, idleMs);
  return {
    signal: AbortSignal.any([own.signal, ...signals]),
    touch() {
      clearTimeout(idle);
      if (!own.signal.aborted) idle = setTimeout(silence, idleMs);
    },
    [Symbol.dispose]() {
      clearTimeout(total);
      clearTimeout(idle);
    },
  };
}
