import type { StaticDecode, TSchema } from "typebox";
import Value from "typebox/value";
import type { Data } from "./plugin/objects.ts";

/** The meaning of a value that fits the schema: standards filled in, times as milliseconds, addresses in parts. */
export function decode<S extends TSchema>(schema: S, value: unknown): StaticDecode<S> {
  return Value.Decode(schema, withDefaults(value, schema as unknown as Data));
}

/**
 * `value` with the defaults of a JSON Schema filled in, at every depth; `value` itself is left alone. By hand, since typebox's
 * own `Default` passes over the values of records, and over schemas that typebox did not make.
 */
export function withDefaults(value: unknown, schema: Data): unknown {
  if (typeof schema !== "object" || schema === null) return value; // `true` and `false` are schemas too
  const held = value === undefined ? structuredClone(schema["default"]) : value;
  if (Array.isArray(held)) {
    const items = schema["items"] as Data | undefined;
    return items === undefined ? held : held.map((item) => withDefaults(item, items));
  }
  if (typeof held !== "object" || held === null) return held;
  const filled: Record<string, unknown> = { ...held };
  const inside = (key: string, inner: Data) => {
    const found = withDefaults(Object.hasOwn(held, key) ? filled[key] : undefined, inner);
    if (found !== undefined) filled[key] = found;
  };
  for (const [key, inner] of schemasOf(schema["properties"])) inside(key, inner);
  for (const [pattern, inner] of schemasOf(schema["patternProperties"])) {
    const fits = new RegExp(pattern, "u");
    for (const key of Object.keys(held).filter((key) => fits.test(key))) inside(key, inner);
  }
  return filled;
}

function schemasOf(map: unknown): [string, Data][] {
  return Object.entries((map ?? {}) as Record<string, Data>);
}
