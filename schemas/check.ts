import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";

// All that is wrong is told at once; the library would stop after eight.
Settings.Set({ maxErrors: 256 });

/** One thing wrong with a value: where (a JSON pointer) and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** What could stand there instead, where the schema knows. */
  readonly allowed?: readonly string[];
  /** The key that is not known, or that is missing. */
  readonly key?: string;
}

export interface Checker<T> {
  /** What is wrong with `value`; empty means that it is a `T`. */
  problems(value: unknown): readonly Problem[];
  is(value: unknown): value is T;
}

/** What the library says of one mistake. */
export interface RawError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: unknown;
  readonly message: string;
}

/** The message of a problem with a key that the schema does not know. */
export const unknownKey = "is not known here";

/** Compiles a schema at first use: start-up pays for none. */
export function checker<S extends TSchema>(schema: S): Checker<Static<S>> {
  let compiled: ReturnType<typeof Compile<S>> | undefined;
  const get = () => compiled ??= Compile(schema);
  return {
    is: (value): value is Static<S> => get().Check(value),
    problems: (value) => {
      const fits = (one: unknown) => get().Check(one);
      if (fits(value)) return [];
      const { part, at } = wrongPart(value, fits);
      const small = cut(part);
      if (fits(small)) return [{ path: "", message: "is wrong beyond what can be told" }];
      const found = tell([...get().Errors(small)] as unknown as readonly RawError[]);
      return at ? found.map((one) => ({ ...one, path: moved(one.path, at) })) : found;
    },
  };
}

/** To name what is wrong takes 50 us a value, and nothing else runs meanwhile: only so many are looked at. */
const MOST_TOLD = 5000, PIECE = 128;

/** Where a piece of a list was taken from. */
interface Place {
  readonly key: string;
  readonly from: number;
}

/** Of a map with long lists the part that is wrong: without them, or with the first piece of one that does not fit. */
function wrongPart(
  value: unknown,
  fits: (value: unknown) => boolean,
): { readonly part: unknown; readonly at?: Place } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { part: value };
  const long = Object.entries(value).filter((one): one is [string, unknown[]] =>
    Array.isArray(one[1]) && one[1].length > PIECE
  );
  const rest = { ...value, ...Object.fromEntries(long.map(([key]) => [key, []])) };
  if (long.length === 0 || !fits(rest)) return { part: rest };
  for (const [key, list] of long) {
    for (let from = 0; from < list.length; from += PIECE) {
      const part = { ...rest, [key]: list.slice(from, from + PIECE) };
      if (!fits(part)) return { part, at: { key, from } };
    }
  }
  return { part: value };
}

/** The path as it is in the whole list. */
function moved(path: string, { key, from }: Place): string {
  const start = `/${key}/`;
  if (!path.startsWith(start)) return path;
  return path.slice(start.length).replace(/^\d+/, (i) => `${start}${Number(i) + from}`);
}

/** The value up to so many values and so deep. */
function cut(value: unknown, room = { left: MOST_TOLD }, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kept: [string, unknown][] = [];
  for (const key in value) {
    if (room.left-- <= 0 || depth > 32) break;
    kept.push([key, cut((value as Record<string, unknown>)[key], room, depth + 1)]);
  }
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
}

const checkers = new WeakMap<object, Checker<unknown>>();

/** The one checker of a schema that is at hand as a value. */
export function checkerOf(schema: TSchema): Checker<unknown> {
  const held = checkers.get(schema) ?? checker(schema);
  checkers.set(schema, held);
  return held;
}

/** `path: message` for each problem, one a line. */
export function describe(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `${path === "" ? "/" : path}: ${message}`).join("; ");
}

/** The mistakes that a person should read, of all that the library finds. */
export function tell(errors: readonly RawError[]): readonly Problem[] {
  const kept = closestBranches(errors).filter(({ keyword }) =>
    keyword !== "boolean" && keyword !== "anyOf"
  );
  return (kept.length > 0 ? kept : errors.slice(0, 1)).flatMap(problemsOf);
}

/** Of the branches of each `anyOf`, the errors of the one that fits best: whose errors lie deepest, then fewest. */
function closestBranches(errors: readonly RawError[]): readonly RawError[] {
  let held = errors;
  for (const { schemaPath } of errors.filter(({ keyword }) => keyword === "anyOf")) {
    const prefix = `${schemaPath}/anyOf/`;
    const branches = Map.groupBy(
      held.filter((error) => error.schemaPath.startsWith(prefix)),
      (error) => error.schemaPath.slice(prefix.length).split("/")[0]!,
    );
    const best = [...branches.values()].sort((a, b) => weight(a) - weight(b))[0];
    held = held.filter((error) => !error.schemaPath.startsWith(prefix) || best?.includes(error));
  }
  return held;
}

/** A wrong discriminator or a key that is not known says "not this branch" louder than a wrong value inside it. */
function weight(errors: readonly RawError[]): number {
  const loud = errors.filter(({ keyword }) =>
    ["additionalProperties", "const", "type"].includes(keyword)
  );
  return errors.length + 10 * loud.length;
}

function problemsOf({ keyword, instancePath: path, params, message }: RawError): Problem[] {
  const held = params as Record<string, unknown>;
  switch (keyword) {
    case "additionalProperties":
      return texts(held["additionalProperties"]).map((key) => ({
        path: `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
        key,
        message: unknownKey,
      }));
    case "required":
      return texts(held["requiredProperties"]).map((key) => ({
        path,
        key,
        message: `lacks ${JSON.stringify(key)}`,
      }));
    case "enum": {
      const allowed = texts(held["allowedValues"]);
      return [{ path, message: `must be one of ${allowed.join(", ")}`, allowed }];
    }
    case "const":
      return [{ path, message: `must be ${JSON.stringify(held["allowedValue"])}` }];
    default:
      return [{ path, message }];
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
