/** Runs what it is given, now or when there is room. */
export type Limiter = <T>(run: () => Promise<T>) => Promise<T>;

/** A limiter that lets at most `parallel` runs be under way, first come, first served. */
export function limited(parallel: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
