import { type Checker, checker, type Problem } from "schemas/check.ts";
import type { Data } from "contract";
import type { TSchema } from "typebox";
import { type Finding, steps } from "./problem.ts";

/** Words for what a schema can only say with a pattern. */
export interface Vocabulary {
  /** Patterns, and what each means. */
  readonly meaning: Readonly<Record<string, readonly [pattern: string, words: string]>>;
  /** What a key must be, where keys are free: by the path of their map. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Keys that are refused, and why: by their path. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** Checks values against a schema, and says what is wrong in words, with what is known in each place. */
export function shapeOf(schema: TSchema, vocabulary: Vocabulary): (value: unknown) => Finding[] {
  const check: Checker<unknown> = checker(schema);
  return (value) => {
    const found = check.problems(value).map((problem) => inWords(problem, schema, vocabulary));
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  };
}

function inWords(problem: Problem, schema: TSchema, words: Vocabulary): Finding {
  const { path, key, message } = problem;
  const unknown = key !== undefined && message === "is not known here";
  const around = steps(unknown ? path.slice(0, -key.length - 1) : path);
  if (!unknown) {
    return { at: around, key: key !== undefined, message: translate(message, words) };
  }
  const at = [...around, key];
  const refused = words.refused?.[at.join(".")];
  if (refused !== undefined) return { at, key: true, message: refused };
  const free = words.keys?.[around.join(".")];
  if (free !== undefined) return { at, key: true, message: `must be ${free}` };
  const known = keysAt(schema as Data, around);
  if (known.includes(key)) {
    return { at, key: true, message: "does not go with the other keys here" };
  }
  return { at, key: true, message, known, written: key };
}

function translate(message: string, { meaning }: Vocabulary): string {
  const found = Object.values(meaning).find(([pattern]) =>
    message === `must match pattern ${JSON.stringify(pattern)}` ||
    message === `must match pattern "${pattern}"`
  );
  return found === undefined ? message : `must be ${found[1]}`;
}

/** The keys that a schema knows below a path, through maps, lists and every branch of a union. */
function keysAt(schema: Data, path: readonly string[]): readonly string[] {
  let held: readonly Data[] = branches(schema);
  for (const step of path) held = held.flatMap((one) => below(one, step)).flatMap(branches);
  return [...new Set(held.flatMap((one) => Object.keys((one["properties"] ?? {}) as Data)))];
}

function branches(schema: Data): readonly Data[] {
  const any = schema["anyOf"];
  return Array.isArray(any) ? any.flatMap((one) => branches(one as Data)) : [schema];
}

function below(schema: Data, step: string): readonly Data[] {
  const named = (schema["properties"] as Data | undefined)?.[step];
  if (named !== undefined) return [named as Data];
  const patterns = (schema["patternProperties"] ?? {}) as Data;
  const found = Object.entries(patterns).find(([pattern]) => new RegExp(pattern).test(step));
  const items = schema["items"];
  return [found?.[1], items].filter((one) => one !== undefined) as Data[];
}
