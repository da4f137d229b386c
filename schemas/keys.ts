import type { Data } from "./plugin/objects.ts";

/** The keys that a schema knows below a path, through maps, lists and every branch of a union. */
export function keysAt(schema: Data, path: readonly string[]): readonly string[] {
  let held: readonly Data[] = branches(schema);
  for (const step of path) held = held.flatMap((one) => below(one, step)).flatMap(branches);
  return [...new Set(held.flatMap((one) => Object.keys((one["properties"] ?? {}) as Data)))];
}

function branches(schema: Data): readonly Data[] {
  const any = schema["anyOf"];
  return Array.isArray(any) ? any.flatMap((one) => branches(one as Data)) : [schema];
}

function below({ properties, patternProperties, items }: Data, step: string): readonly Data[] {
  const named = (properties as Data | undefined)?.[step];
  const patterns = Object.entries(patternProperties ?? {});
  const found = patterns.find(([pattern]) => new RegExp(pattern).test(step))?.[1];
  return (named ? [named] : [found, items]).filter((one) => one !== undefined) as Data[];
}
