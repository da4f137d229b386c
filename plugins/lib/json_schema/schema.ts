import { checkArray, checkObject } from "./collections.ts";
import { checkScalar, typesOf } from "./scalars.ts";
import { grouped, isGroup, type Problem, problem, referred } from "./problem.ts";
export { type Problem, showProblem } from "./problem.ts";

/** A schema as JSON gave it. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** Why a schema cannot be used. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

type Fields = { readonly [keyword: string]: unknown };

/** What has been looked at in an object or a list, for the unevaluated… keywords. */
export interface Seen {
  readonly names: Set<string>;
  items: number;
}

/** A document of schemas: its draft, and what is named in it. */
export interface Context {
  readonly root: Schema;
  readonly draft: number;
  readonly named: ReadonlyMap<string, Schema>;
  depth: number;
}

const DRAFTS: readonly (readonly [RegExp, number])[] = [
  [/draft-04/, 4],
  [/draft-06/, 6],
  [/draft-07/, 7],
  [/2019-09/, 2019],
];
/** References may lead through each other this often. */
const DEEPEST = 2_000;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "boolean" ||
  (typeof value === "object" && value !== null && !Array.isArray(value));

function collect(value: unknown, named: Map<string, Schema>, depth: number): void {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return;
  if (Array.isArray(value)) return value.forEach((item) => collect(item, named, depth + 1));
  const fields = value as { readonly [key: string]: unknown };
  for (const key of ["$id", "id", "$anchor", "$dynamicAnchor"]) {
    const id = fields[key];
    if (typeof id !== "string") continue;
    named.set(key.endsWith("nchor") ? `#${id}` : id.replace(/#$/, ""), fields);
  }
  for (const item of Object.values(fields)) collect(item, named, depth + 1);
}

function pointed(root: unknown, pointer: string): Schema | undefined {
  let current = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = (current as { readonly [key: string]: unknown })[key];
  }
  return isSchema(current) ? current : undefined;
}

/** What a reference leads to. Throws SchemaError where that is not to be had here. */
function resolve(reference: string, context: Context): Schema {
  const [base = "", fragment = ""] = reference.split("#");
  if (base.startsWith("urn:") || /^https?:\/\/json-schema\.org\//.test(base)) {
    return context.named.get(base) ?? true;
  }
  const known = base === "" ? context.root : context.named.get(base) ??
    [...context.named].find(([id]) => id.endsWith(`/${base}`))?.[1];
  if (known === undefined) throw new SchemaError(`failing loading "${base}": no network`);
  const found = fragment === "" || fragment.startsWith("/")
    ? pointed(known, fragment)
    : context.named.get(`#${fragment}`);
  if (found !== undefined) return found;
  throw new SchemaError(`json-pointer in "file:///values.schema.json#${fragment}" not found`);
}

/** What is wrong with a value by a schema; `seen` gathers what it looked at. */
export function check(
  schema: unknown,
  value: unknown,
  at: string,
  context: Context,
  seen: Seen = { names: new Set(), items: 0 },
): Problem[] {
  if (typeof schema === "boolean") return schema ? [] : [problem(at, "false schema")];
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return [];
  const fields = schema as Fields;
  if (++context.depth > DEEPEST) throw new SchemaError("references lead in a circle");
  const problems: Problem[] = [];
  const reference = fields["$ref"] ?? fields["$dynamicRef"] ?? fields["$recursiveRef"];
  if (typeof reference === "string") {
    problems.push(...referred(at, check(resolve(reference, context), value, at, context, seen)));
  }
  if (typeof reference !== "string" || context.draft >= 2019) {
    problems.push(...keywords(fields, value, at, context, seen));
  }
  context.depth--;
  return grouped(at, problems);
}

function keywords(
  schema: Fields,
  value: unknown,
  at: string,
  context: Context,
  seen: Seen,
): Problem[] {
  const wrongType = typesOf(schema["type"], value, at);
  if (wrongType) return [wrongType];
  const problems = checkScalar(schema, value, at, context.draft < 2019);
  problems.push(...combined(schema, value, at, context, seen));
  if (value instanceof Map) problems.push(...checkObject(schema, value, at, context, seen));
  else if (Array.isArray(value)) problems.push(...checkArray(schema, value, at, context, seen));
  return problems;
}

const list = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : [];

function combined(
  schema: Fields,
  value: unknown,
  at: string,
  context: Context,
  seen: Seen,
): Problem[] {
  const out: Problem[] = [];
  const test = (inner: unknown) => {
    const own: Seen = { names: new Set(), items: 0 };
    const problems = check(inner, value, at, context, own);
    if (problems.length === 0) {
      own.names.forEach((name) => seen.names.add(name));
      seen.items = Math.max(seen.items, own.items);
    }
    return problems;
  };
  const all = list(schema["allOf"]).flatMap(test);
  if (all.length > 0) out.push(problem(at, "'allOf' failed", all));
  if (Array.isArray(schema["anyOf"])) {
    const found = schema["anyOf"].map(test);
    if (!found.some((problems) => problems.length === 0)) {
      out.push(problem(at, "'anyOf' failed", found.flat()));
    }
  }
  if (Array.isArray(schema["oneOf"])) {
    const found = schema["oneOf"].map(test);
    const matched = found.flatMap((problems, i) => problems.length === 0 ? [i] : []);
    if (matched.length === 0) out.push(problem(at, "'oneOf' failed, none matched", found.flat()));
    else if (matched.length > 1) {
      out.push(problem(at, `'oneOf' failed, subschemas ${matched[0]}, ${matched[1]} matched`));
    }
  }
  if (schema["not"] !== undefined && test(schema["not"]).length === 0) {
    out.push(problem(at, "'not' failed"));
  }
  if (schema["if"] !== undefined && context.draft >= 7) {
    const branch = test(schema["if"]).length === 0 ? schema["then"] : schema["else"];
    if (branch !== undefined) out.push(...test(branch));
  }
  return out;
}

/** Reads a schema; the result says what is wrong with a value. Throws SchemaError when it is used, for references. */
export function compileSchema(schema: Schema): (value: unknown) => readonly Problem[] {
  const named = new Map<string, Schema>();
  collect(schema, named, 0);
  const uri = typeof schema === "object" ? String(schema["$schema"] ?? "") : "";
  const draft = DRAFTS.find(([known]) => known.test(uri))?.[1] ?? 2020;
  return (value) => {
    const found = check(schema, value, "", { root: schema, draft, named, depth: 0 });
    const [first] = found;
    return first && isGroup(first) ? first.causes : found;
  };
}
