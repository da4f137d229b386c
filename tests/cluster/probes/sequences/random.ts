/** Choices that a seed determines. */
export interface Choices {
  /** From 0 up to 1. */
  next(): number;
  chance(probability: number): boolean;
  pick<T>(options: readonly T[]): T;
  /** The value, or undefined. */
  maybe<T>(probability: number, value: () => T): T | undefined;
  /** Some of the items, now and then in another order. */
  some<T, R>(items: readonly T[], shape: (item: T) => R): R[];
}

/** A linear congruential generator: the same seed gives the same choices everywhere. */
export function choicesOf(seed: number): Choices {
  let state = seed;
  const next = () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const chance = (probability: number) => next() < probability;
  return {
    next,
    chance,
    pick: (options) => options[Math.floor(next() * options.length)]!,
    maybe: (probability, value) => chance(probability) ? value() : undefined,
    some(items, shape) {
      const found = items.filter(() => chance(0.5)).map(shape);
      return chance(0.1) ? found.reverse() : found;
    },
  };
}
