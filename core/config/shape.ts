import type { TSchema } from "typebox";
import { checker, type Problem, unknownKey } from "schemas/check.ts";
import { keysAt } from "schemas/keys.ts";
import { meaning as manifestMeaning } from "schemas/plugin_manifest.ts";
import { meaning } from "schemas/runtime_config.ts";
import { type Data, stepsOf } from "contract";
import type { Finding } from "./problem.ts";
import { refused } from "./tables/words.ts";

/** What a key must be, where keys are free: by the path of their map. */
const freeKeys: Readonly<Record<string, string>> = {
  plugins: meaning.id[1],
  pipelines: meaning.kind[1],
};

/** Checks values against a schema, and says what is wrong in words. */
export function shapeOf(schema: TSchema): (value: unknown) => Finding[] {
  const check = checker(schema);
  return (value) => findingsOf(check.problems(value), schema as unknown as Data);
}

/** What does not fit a schema, in words, with what is known in each place. `above` is where the value stands in the file. */
export function findingsOf(
  problems: readonly Problem[],
  schema: Data,
  above: readonly string[] = [],
): Finding[] {
  const found = problems.map((problem) => inWords(problem, schema, above));
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function inWords({ path, key, message }: Problem, schema: Data, above: readonly string[]): Finding {
  const inside = stepsOf(path), at = [...above, ...inside];
  if (key === undefined || message !== unknownKey) {
    return { at, key: key !== undefined, message: translate(message) };
  }
  const free = freeKeys[at.slice(0, -1).join(".")];
  const known = keysAt(schema, inside.slice(0, -1));
  const instead = refused[at.join(".")] ?? (free && `must be ${free}`) ??
    (known.includes(key) ? "does not go with the other keys here" : undefined);
  return { at, key: true, ...instead ? { message: instead } : { message, known, written: key } };
}

/** Words for what a schema can only say with a pattern. */
function translate(message: string): string {
  const meanings = [...Object.values(meaning), ...Object.values(manifestMeaning)];
  const found = meanings.find(([pattern]) =>
    message === `must match pattern ${JSON.stringify(pattern)}` ||
    message === `must match pattern "${pattern}"`
  );
  return found === undefined ? message : `must be ${found[1]}`;
}
