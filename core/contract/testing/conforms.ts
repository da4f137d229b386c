import type { Definition } from "../define.ts";
import type { Kind } from "../kinds.ts";
import { checks, type ConformsOptions } from "./checks.ts";

/** Registers the tests that every plugin of a kind must pass, one for each claim. */
export function conforms<K extends Kind>(
  kind: K,
  definition: Definition<K>,
  manifest: URL,
  options: ConformsOptions<K> = {},
): void {
  for (const [claim, check] of Object.entries(checks)) {
    Deno.test(`${kind} conforms: ${claim}`, () => check({ kind, definition, manifest, options }));
  }
}
