import type { Data } from "schemas/plugin/objects.ts";

/** Whether `value` is a map. */
export function isMap(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first JSON value of a text, as Go's decoder reads one: what stands behind it does not matter. Throws SyntaxError. */
export function firstValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = / after JSON at position (\d+)/.exec((error as Error).message)?.[1];
    if (end === undefined) throw error;
    return JSON.parse(text.slice(0, Number(end)));
  }
}

type Undefined<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** The object without the keys that are undefined. */
export function defined<T extends object>(
  object: T,
): Omit<T, Undefined<T>> & { [K in Undefined<T>]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as ReturnType<typeof defined<T>>;
}
