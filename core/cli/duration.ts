import { parseDuration } from "schemas/duration.ts";

/** A Go duration of the command line in ms. Throws for what is none. */
export function msOf(duration: string): number {
  const ms = parseDuration(duration);
  if (ms !== undefined && ms >= 0) return ms;
  throw new Error(`Cannot read "${duration}": it is no duration such as 90s or 5m`);
}
