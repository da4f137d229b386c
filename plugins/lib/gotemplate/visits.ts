import { LimitError } from "./errors.ts";

/** How many values one function may look at; a value that stands in several places counts in each. */
const MOST = 2_000_000;
let left = MOST;

/** Another function begins. Answers how many values the one before has looked at. */
export function beginVisits(): number {
  const used = MOST - left;
  left = MOST;
  return used;
}

/**
 * More values are looked at; slow work counts as many. Throws LimitError: maps of maps that are shared grow without bound when
 * they are written.
 */
export function visit(count = 1): void {
  left -= count;
  if (left < 0) {
    throw new LimitError("memory", "Cannot render: a function looks at too many values");
  }
}
