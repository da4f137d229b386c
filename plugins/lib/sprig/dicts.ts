import {
  beginVisits,
  CallError,
  deepEqual,
  define,
  elementType,
  type GoFunction,
  type GoMap,
  GoObject,
  kindName,
  textOf,
  truth,
  typedList,
  TypedMap,
  typeName,
  underlying,
  visit,
} from "../gotemplate/mod.ts";

/** A map deeper than this is not merged or copied: it can only be an attack. */
const DEEPEST = 5_000;

/** A copy that shares nothing with the value. Throws RangeError where it is too deep. */
export function deepCopy(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw new RangeError("Maximum call stack size exceeded");
  if (depth === 0) beginVisits();
  visit();
  if (Array.isArray(value)) {
    const items = value.map((item) => deepCopy(item, depth + 1));
    const element = elementType(value);
    return element === "interface {}" ? items : typedList(element, items);
  }
  if (!(value instanceof Map)) return value;
  const copy = value instanceof TypedMap
    ? new TypedMap(value.goType, value.element, value.isNil ? undefined : [])
    : new Map<string, unknown>();
  for (const [key, item] of value) copy.set(key, deepCopy(item, depth + 1));
  return copy;
}

/** mergo.Merge: what `target` lacks or has empty comes from `source`; with `overwrite` what `source` has wins. */
export function merge(target: GoMap, source: GoMap, overwrite: boolean, depth = 0): void {
  if (depth > DEEPEST) throw new RangeError("Maximum call stack size exceeded");
  for (const [key, from] of source) {
    visit();
    if (from === null && !overwrite) continue;
    const into = target.get(key);
    const [a, b] = [underlying(into), underlying(from)];
    if (a instanceof Map && b instanceof Map) merge(a, b, overwrite, depth + 1);
    else if (into === undefined) target.set(key, from);
    else if (overwrite || !truth(into)) target.set(key, from);
  }
}

function mergeAll(target: GoMap, sources: readonly GoMap[], overwrite: boolean): GoMap {
  for (const source of sources) merge(target, source, overwrite);
  return target;
}

function dict(...values: unknown[]): GoMap {
  const out: GoMap = new Map();
  for (let i = 0; i < values.length; i += 2) {
    out.set(textOf(values[i]), i + 1 < values.length ? values[i + 1] : "");
  }
  return out;
}

function conversion(value: unknown, wanted: string): CallError {
  return new CallError(
    `interface conversion: interface {} is ${
      value === null ? "nil" : typeName(value)
    }, not ${wanted}`,
  );
}

function dig(...params: unknown[]): unknown {
  if (params.length < 3) throw new CallError("dig needs at least three arguments");
  let step: unknown = params.at(-1);
  const keys = params.slice(0, -2);
  if (!isPlainMap(step)) throw conversion(step, "map[string]interface {}");
  const wrong = keys.find((key) => typeof key !== "string");
  if (wrong !== undefined) throw conversion(wrong, "string");
  for (const key of keys as string[]) {
    if (!isPlainMap(step)) throw conversion(step, "map[string]interface {}");
    const next = step.get(key);
    if (next === undefined) return params.at(-2);
    step = next;
  }
  return step;
}

const isPlainMap = (value: unknown): value is GoMap =>
  value instanceof Map && !(value instanceof TypedMap);

function pick(from: GoMap, ...keys: string[]): GoMap {
  const entries = keys.filter((key) => from.has(key)).map((key) => [key, from.get(key)] as const);
  return new Map(entries);
}

function omit(from: GoMap, ...keys: string[]): GoMap {
  const left = new Set(keys);
  return new Map([...from].filter(([key]) => !left.has(key)));
}

function empty(value: unknown): boolean {
  return value instanceof GoObject && value.plain === value ? !value.truth : !truth(value);
}

function ternary(yes: unknown, no: unknown, test: boolean): unknown {
  return test ? yes : no;
}

/** `default`: no value at all is empty too. */
const fallback = define(
  ["any", "...any"],
  (value, ...given) => given.length === 0 || empty(given[0]) ? value : given[0],
);
const merging = define(["map", "...map"], (into, ...from) => mergeAll(into, from, false));
const overwriting = define(["map", "...map"], (into, ...from) => mergeAll(into, from, true));
const copying = define(["any"], (value) => {
  if (value === null) throw new CallError("reflect: call of reflect.Value.Type on zero Value");
  return deepCopy(value);
});

/** Sprig's functions of dicts, and those that ask whether something is empty. */
export const DICTS: ReadonlyMap<string, GoFunction> = new Map([
  ["dict", define(["...any"], dict)],
  ["get", define(["map", "string"], (map, key) => map.has(key) ? map.get(key) : "")],
  ["set", define(["map", "string", "any"], (map, key, value) => map.set(key, value))],
  ["unset", define(["map", "string"], (map, key) => (map.delete(key), map))],
  ["hasKey", define(["map", "string"], (map, key) => map.has(key))],
  [
    "pluck",
    define(
      ["string", "...map"],
      (key, ...maps) => maps.filter((map) => map.has(key)).map((map) => map.get(key)),
    ),
  ],
  [
    "keys",
    define(["...map"], (...maps) => typedList("string", maps.flatMap((map) => [...map.keys()]))),
  ],
  ["values", define(["map"], (map) => [...map.values()])],
  ["pick", define(["map", "...string"], pick)],
  ["omit", define(["map", "...string"], omit)],
  ["merge", merging],
  ["mustMerge", merging],
  ["mergeOverwrite", overwriting],
  ["mustMergeOverwrite", overwriting],
  ["deepCopy", copying],
  ["mustDeepCopy", copying],
  ["dig", define(["...any"], dig)],
  ["default", fallback],
  ["empty", define(["any"], empty)],
  ["coalesce", define(["...any"], (...values) => values.find((value) => !empty(value)) ?? null)],
  ["all", define(["...any"], (...values) => !values.some(empty))],
  ["any", define(["...any"], (...values) => values.some((value) => !empty(value)))],
  ["ternary", define(["any", "any", "bool"], ternary)],
  ["typeOf", define(["any"], typeName)],
  ["typeIs", define(["string", "any"], (name, value) => name === typeName(value))],
  [
    "typeIsLike",
    define(["string", "any"], (name, value) => [name, "*" + name].includes(typeName(value))),
  ],
  ["deepEqual", define(["any", "any"], deepEqual)],
  ["kindOf", define(["any"], kindName)],
  ["kindIs", define(["string", "any"], (name, value) => name === kindName(value))],
]);
