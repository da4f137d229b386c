/** Work that never waits by itself gives way to others after this many milliseconds. */
const sliceMilliseconds = 4;

/** Call it between small steps of work: it answers a promise when the slice is used up. Throws when aborted. */
export type Breathe = () => Promise<void> | undefined;

export function slices(signal?: AbortSignal): Breathe {
  let started = performance.now();
  return () => {
    signal?.throwIfAborted();
    if (performance.now() - started < sliceMilliseconds) return;
    return new Promise((resolve) =>
      setTimeout(() => {
        started = performance.now();
        resolve();
      })
    );
  };
}
