import type { Clock } from "../bus/mod.ts";

/** Now, as statuses and events write it: RFC 3339 in whole seconds. */
export function rfc3339(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
}
