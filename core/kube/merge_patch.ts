import type { Data } from "contract";
import { isMap } from "contract/data.ts";

/** The smallest JSON merge patch (RFC 7386) that leads from one map to the other; undefined where they are equal. */
export function mergePatch(from: Data, to: Data): Data | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(from)) {
    if (to[key] === undefined) patch[key] = null;
  }
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined) continue;
    const before = from[key];
    if (isMap(before) && isMap(value)) {
      const inner = mergePatch(before, value);
      if (inner !== undefined) patch[key] = inner;
    } else if (!sameJson(before, value)) patch[key] = value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  return isMap(a) && isMap(b) && mergePatch(a, b) === undefined;
}
