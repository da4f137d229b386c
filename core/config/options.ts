import { Check, Errors } from "typebox/schema";
import type { Data } from "contract";
import { withDefaults } from "./defaults.ts";
import { type Finding, steps } from "./problem.ts";

/**
 * The options of a plugin against the JSON Schema of its manifest. The schema is a third party's: it is interpreted, never
 * compiled to code. `at` is where the options stand, `name` whose they are.
 */
export function checkOptions(
  at: readonly string[],
  options: Data | undefined,
  { name, config: schema }: { readonly name: string; readonly config?: Data },
): Finding[] {
  if (schema === undefined) {
    return Object.keys(options ?? {}).map((key) => ({
      at: [...at, key],
      key: true,
      message: `is no option: ${name} takes none`,
    }));
  }
  try {
    const errors = errorsOf(schema, withDefaults(options ?? {}, schema));
    return errors.flatMap((error) => inWords(error, at, name, schema));
  } catch (error) { // a schema that refers to itself without an end
    const message = error instanceof Error ? error.message : String(error);
    return [{ at, message: `cannot be checked: the schema of ${name} is broken (${message})` }];
  }
}

type SchemaError = ReturnType<typeof Errors>[1][number];

function errorsOf(schema: Data, value: unknown): readonly SchemaError[] {
  if (Check(schema, value)) return [];
  const [, errors] = Errors(schema, value);
  const told = errors.filter(({ keyword }) => keyword !== "boolean" && keyword !== "anyOf");
  return told.length > 0 ? told : errors.slice(0, 1);
}

function inWords(
  { keyword, instancePath, message, params }: SchemaError,
  at: readonly string[],
  name: string,
  schema: Data,
): Finding[] {
  const inside = [...at, ...steps(instancePath)];
  if (keyword !== "additionalProperties") {
    return [{ at: inside, message: `${message} (an option of ${name})` }];
  }
  const known = instancePath === "" ? Object.keys((schema["properties"] ?? {}) as Data) : [];
  return (params as { additionalProperties: string[] }).additionalProperties.map((key) => ({
    at: [...inside, key],
    key: true,
    message: `is no option of ${name}`,
    known,
    written: key,
  }));
}
