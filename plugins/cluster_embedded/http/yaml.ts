import { parseDocument } from "yaml";
import { type Parsed } from "../json/read.ts";
import { isTree } from "../json/tree.ts";

/** Reads YAML as the API server does: to JSON, repeated keys reported. Throws an Error. */
export function readYaml(text: string): Parsed {
  const document = parseDocument(text, {
    uniqueKeys: false,
    intAsBigInt: true,
    version: "1.1",
    merge: true,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const [line] = lineOf(text, error.pos[0]);
    throw new Error(`yaml: line ${line}: did not find expected node content`);
  }
  const duplicates: string[] = [];
  const strict = parseDocument(text, { uniqueKeys: true, version: "1.1" });
  for (const problem of strict.errors) {
    if (problem.code !== "DUPLICATE_KEY") continue;
    const [line = 1] = lineOf(text, problem.pos[0]);
    const key = /^[^:\s]+/.exec(text.slice(problem.pos[0]))?.[0] ?? "";
    duplicates.push(`line ${line}: key ${JSON.stringify(key)} already set in map`);
  }
  return { value: shrink(document.toJS({ maxAliasCount: 100 })), duplicates };
}

function lineOf(text: string, at: number): [number] {
  return [text.slice(0, at).split("\n").length];
}

/** Small integers as numbers, dates as text: what JSON would hold. */
function shrink(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(shrink);
  if (value instanceof Date) return value.toISOString();
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shrink(item)]));
}
