import type { Data } from "../contract/mod.ts";

/** The merge patch (RFC 7386) that makes `after` of `before`; `undefined` where they are equal. */
export function mergePatch(before: Data, after: Data): Data | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[key], now = after[key];
    if (now === undefined || now === null) {
      if (old !== undefined && old !== null) patch[key] = null;
    } else if (isMap(old) && isMap(now)) {
      const inner = mergePatch(old, now);
      if (inner) patch[key] = inner;
    } else if (!equal(old, now)) patch[key] = now;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** A copy of `value` in which a JSON pointer leads to `wanted`; `null` removes what stands there. */
export function withValue(value: Data, pointer: string, wanted: unknown): Data {
  const [key, ...rest] = pointer.split("/").slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (key === undefined) return value;
  if (rest.length > 0) {
    const inner = Object.hasOwn(value, key) && isMap(value[key]) ? value[key] : {};
    const escaped = rest.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    return { ...value, [key]: withValue(inner, escaped.join(""), wanted) };
  }
  if (wanted !== null && wanted !== undefined) return { ...value, [key]: wanted };
  const { [key]: _removed, ...others } = value;
  return others;
}

export function isMap(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two pieces of JSON are equal; the order of keys does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((one, i) => equal(one, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
}
