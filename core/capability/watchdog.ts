import { transient } from "../contract/errors.ts";

/** Ends an operation by its signal: at a total time, after a silence, or when one of the outer signals says so. */
export type Watchdog = ReturnType<typeof startWatchdog>;

interface WatchdogOptions {
  /** Named in what is thrown. */
  readonly what: string;
  readonly totalMs: number;
  readonly idleMs: number;
  readonly signals: readonly AbortSignal[];
}

/** The signal's reason is `TimedOut` (transient), or that of the outer signal. */
export function startWatchdog({ what, totalMs, idleMs, signals }: WatchdogOptions) {
  const own = new AbortController();
  const late = (why: string) => () =>
    own.abort(transient("TimedOut", `Cannot finish ${what}: ${why}`));
  const total = setTimeout(late(`it took longer than ${totalMs / 1000} s`), totalMs);
  const silence = late(`nothing came for ${idleMs / 1000} s`);
  let idle = setTimeout(silence, idleMs);
  return {
    signal: AbortSignal.any([own.signal, ...signals]),
    /** Something happened: the silence begins anew. */
    touch(): void {
      clearTimeout(idle);
      if (!own.signal.aborted) idle = setTimeout(silence, idleMs);
    },
    [Symbol.dispose]() {
      clearTimeout(total);
      clearTimeout(idle);
    },
  };
}
