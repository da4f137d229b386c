import type { Strategy } from "./resource.ts";

/** The rules of a bucket. */
export function strategyOf(bucket: string): Strategy {
  void bucket;
  return {};
}
