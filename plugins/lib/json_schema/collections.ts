import { deepEqual } from "../gotemplate/mod.ts";
import { matchesPattern } from "../sprig/mod.ts";
import { type Problem, problem, quoted } from "./problem.ts";
import { shownCount } from "./shown_number.ts";
import { check, type Context, type Seen } from "./schema.ts";

type Fields = { readonly [keyword: string]: unknown };
type Items = ReadonlyMap<unknown, unknown>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value as Fields : {};
const below = (at: string, key: string | number): string =>
  `${at}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
const names = (list: readonly string[]): string => list.map(quoted).join(", ");
const plural = (list: readonly string[], one: string, many: string) =>
  list.length === 1 ? one : many;

function bounds(
  schema: Fields,
  keywords: readonly [minimum: string, maximum: string],
  size: number,
  at: string,
): Problem[] {
  const [least, most] = keywords;
  const out: Problem[] = [];
  const [minimum, maximum] = [schema[least], schema[most]];
  if (typeof minimum === "number" && size < minimum) {
    out.push(problem(at, `${least}: got ${shownCount(size)}, want ${shownCount(minimum)}`));
  }
  if (typeof maximum === "number" && size > maximum) {
    out.push(problem(at, `${most}: got ${shownCount(size)}, want ${shownCount(maximum)}`));
  }
  return out;
}

function missing(schema: Fields, value: Items, at: string): Problem[] {
  const wanted = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  const lacking = wanted.filter((name) => !value.has(name));
  if (lacking.length === 0) return [];
  const word = plural(lacking, "missing property", "missing properties");
  return [problem(at, `${word} ${names(lacking)}`)];
}

function dependent(
  schema: Fields,
  value: Items,
  at: string,
  context: Context,
  seen: Seen,
): Problem[] {
  const out: Problem[] = [];
  for (const keyword of ["dependencies", "dependentRequired", "dependentSchemas"]) {
    for (const [name, wanted] of Object.entries(fieldsOf(schema[keyword]))) {
      if (!value.has(name)) continue;
      if (!Array.isArray(wanted)) out.push(...check(wanted, value, at, context, seen));
      else {
        const lacking = wanted.map(String).filter((other) => !value.has(other));
        if (lacking.length > 0) {
          out.push(problem(at, `properties ${names(lacking)} required, if ${quoted(name)} exists`));
        }
      }
    }
  }
  return out;
}

/** What is wrong with the properties that are named, and which ones no schema names. */
function properties(
  schema: Fields,
  value: Items,
  at: string,
  context: Context,
  seen: Seen,
): { problems: Problem[]; rest: string[] } {
  const own = fieldsOf(schema["properties"]);
  const patterns = Object.entries(fieldsOf(schema["patternProperties"]));
  const problems: Problem[] = [];
  const rest: string[] = [];
  for (const [key, item] of value) {
    const name = String(key);
    const schemas = patterns.filter(([pattern]) => matchesPattern(pattern, name))
      .map(([, inner]) => inner);
    if (Object.hasOwn(own, name)) schemas.unshift(own[name]);
    if (schemas.length === 0) rest.push(name);
    else seen.names.add(name);
    for (const inner of schemas) problems.push(...check(inner, item, below(at, name), context));
  }
  return { problems, rest };
}

function additional(
  schema: unknown,
  rest: readonly string[],
  value: Items,
  at: string,
  context: Context,
): Problem[] {
  if (schema === undefined || rest.length === 0) return [];
  if (schema === false) return [problem(at, `additional properties ${names(rest)} not allowed`)];
  return each(schema, rest, value, at, context);
}

function each(
  schema: unknown,
  rest: readonly string[],
  value: Items,
  at: string,
  context: Context,
): Problem[] {
  return rest.flatMap((name) => check(schema, value.get(name), below(at, name), context));
}

/** What is wrong with an object. */
export function checkObject(
  schema: Fields,
  value: Items,
  at: string,
  context: Context,
  seen: Seen,
): Problem[] {
  const out = bounds(schema, ["minProperties", "maxProperties"], value.size, at);
  out.push(...missing(schema, value, at));
  const { problems, rest } = properties(schema, value, at, context, seen);
  const others = schema["additionalProperties"];
  out.push(...problems, ...additional(others, rest, value, at, context));
  if (others !== undefined) rest.forEach((name) => seen.names.add(name));
  if (schema["propertyNames"] !== undefined) {
    for (const name of value.keys()) {
      const wrong = check(schema["propertyNames"], name, "", context);
      if (wrong.length > 0) {
        out.push(problem("", `invalid propertyName ${quoted(String(name))}`, wrong));
      }
    }
  }
  out.push(...dependent(schema, value, at, context, seen));
  const last = schema["unevaluatedProperties"];
  if (last === undefined) return out;
  const unseen = [...value.keys()].map(String).filter((name) => !seen.names.has(name));
  return [...out, ...each(last, unseen, value, at, context)];
}

function twins(value: readonly unknown[], at: string): Problem[] {
  for (let i = 1; i < value.length; i++) {
    for (let j = 0; j < i; j++) {
      if (deepEqual(value[i], value[j])) {
        return [problem(at, `items at ${shownCount(j)} and ${shownCount(i)} are equal`)];
      }
    }
  }
  return [];
}

function contained(
  schema: Fields,
  value: readonly unknown[],
  at: string,
  context: Context,
): Problem[] {
  if (schema["contains"] === undefined) return [];
  const found = value.map((item, i) => check(schema["contains"], item, below(at, i), context));
  const fitting = found.flatMap((problems, i) => problems.length === 0 ? [i] : []);
  const count = fitting.length;
  const least = typeof schema["minContains"] === "number" ? schema["minContains"] : 1;
  const most = schema["maxContains"];
  if (typeof most === "number" && count > most) {
    return [
      problem(
        at,
        `max ${shownCount(most)} items required to match contains schema, but matched ${
          shownCount(count)
        } items`,
      ),
    ];
  }
  if (count >= least) return [];
  const words = least === 1
    ? "no items match contains schema"
    : `min ${shownCount(least)} items required to match contains schema, but matched ${
      shownCount(count)
    } items${count > 0 ? ` at ${fitting.join(", ")}` : ""}`;
  return [problem(at, words, found.flat())];
}

/** What is wrong with a list. */
export function checkArray(
  schema: Fields,
  value: readonly unknown[],
  at: string,
  context: Context,
  seen: Seen,
): Problem[] {
  const out = bounds(schema, ["minItems", "maxItems"], value.length, at);
  if (schema["uniqueItems"] === true) out.push(...twins(value, at));
  const { prefixItems, items } = schema;
  const heads = Array.isArray(items) ? items : Array.isArray(prefixItems) ? prefixItems : [];
  const tail = Array.isArray(items) ? schema["additionalItems"] : items;
  const more = value.slice(heads.length);
  const known = value.slice(0, heads.length);
  known.forEach((item, i) => out.push(...check(heads[i], item, below(at, i), context)));
  if (tail === false && Array.isArray(items)) {
    if (more.length > 0) {
      out.push(problem(at, `last ${shownCount(more.length)} additionalItem(s) not allowed`));
    }
  } else if (tail !== undefined) {
    // Items behind a prefix are counted from where it ends, as Helm's validator does.
    const first = Array.isArray(items) ? heads.length : 0;
    more.forEach((item, i) => out.push(...check(tail, item, below(at, first + i), context)));
  }
  seen.items = tail === undefined ? Math.max(seen.items, heads.length) : value.length;
  out.push(...contained(schema, value, at, context));
  const last = schema["unevaluatedItems"];
  if (last === undefined) return out;
  const unseen = value.slice(seen.items);
  const wrong = unseen.flatMap((item, i) => check(last, item, below(at, seen.items + i), context));
  seen.items = value.length;
  return [...out, ...wrong];
}
