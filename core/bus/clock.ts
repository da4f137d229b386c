/** Time, as everything in core takes it: given, never reached for. */
export interface Clock {
  /** Milliseconds since 1970. It may jump: for what people read, never for measuring. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back. */
  monotonic(): number;
  /** Runs `work` once after `ms` milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
}

/** What setTimeout can count to (24.8 days); beyond it, it would fire at once. */
const longestTimer = 2 ** 31 - 1;

/** The machine's own clock. Any delay is kept, an interval of a year too. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, work) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number) => {
      const slice = Math.min(left, longestTimer);
      timer = setTimeout(() => left > slice ? wait(left - slice) : work(), slice);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};
