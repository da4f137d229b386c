import type { Data } from "contract";

/** `value` with the defaults of a JSON Schema filled in, at every depth; `value` itself is left alone. */
export function withDefaults(value: unknown, schema: Data): unknown {
  if (typeof schema !== "object" || schema === null) return value; // `true` and `false` are schemas too
  const held = value === undefined ? structuredClone(schema["default"]) : value;
  if (Array.isArray(held)) {
    const items = schema["items"] as Data | undefined;
    return items === undefined ? held : held.map((item) => withDefaults(item, items));
  }
  if (typeof held !== "object" || held === null) return held;
  const filled: Record<string, unknown> = { ...held };
  const named = Object.entries((schema["properties"] ?? {}) as Record<string, Data>);
  for (const [key, inner] of named) {
    const found = withDefaults(Object.hasOwn(held, key) ? filled[key] : undefined, inner);
    if (found !== undefined) filled[key] = found;
  }
  const [free] = Object.values((schema["patternProperties"] ?? {}) as Record<string, Data>);
  for (const key of free === undefined ? [] : Object.keys(held)) {
    filled[key] = withDefaults(filled[key], free!);
  }
  return filled;
}
