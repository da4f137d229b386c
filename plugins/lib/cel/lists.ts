import type { Functions } from "./environment.ts";

type Ordered = bigint | number | string;

/** What `sets` and `lists` are in `sets.contains(a, b)` and `lists.range(3)`. */
class Sets {}
class Lists {}

/** The list functions of Kubernetes and cel-go. */
export function addLists(functions: Functions): void {
  addOrder(functions);
  addShapes(functions);
  addSets(functions);
}

function addOrder(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  add(
    "list<dyn>.isSorted(): bool",
    (list: Ordered[]) => list.every((item, i) => i === 0 || list[i - 1]! <= item),
  );
  add("list<dyn>.min(): dyn", (list: Ordered[]) => extreme("min", list, (a, b) => a < b));
  add("list<dyn>.max(): dyn", (list: Ordered[]) => extreme("max", list, (a, b) => a > b));
  add("list<dyn>.sum(): dyn", (list: (bigint | number)[]) => sum(list));
  add("list<dyn>.sort(): list<dyn>", (list: Ordered[]) => [...list].sort(order));
  add(
    "list<dyn>.indexOf(dyn): int",
    (list: unknown[], value: unknown) => BigInt(list.findIndex((item) => same(item, value))),
  );
  add(
    "list<dyn>.lastIndexOf(dyn): int",
    (list: unknown[], value: unknown) => BigInt(list.findLastIndex((item) => same(item, value))),
  );
}

function addShapes(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  functions.registerType("kubernetes.Lists", Lists as never);
  functions.registerConstant("lists", "kubernetes.Lists", new Lists());
  add("kubernetes.Lists.range(int): list<int>", (_: Lists, count: bigint) => numbers(count));
  add("list<dyn>.flatten(): list<dyn>", (list: unknown[]) => list.flat());
  add("list<dyn>.flatten(int): list<dyn>", (list: unknown[], depth: bigint) => {
    if (depth < 0n) throw new Error("level must be non-negative");
    return list.flat(Number(depth));
  });
  add("list<dyn>.reverse(): list<dyn>", (list: unknown[]) => [...list].reverse());
  add(
    "list<dyn>.distinct(): list<dyn>",
    (list: unknown[]) =>
      list.filter((item, i) => list.findIndex((other) => same(item, other)) === i),
  );
  add("list<dyn>.slice(int, int): list<dyn>", (list: unknown[], from: bigint, to: bigint) => {
    if (from < 0n || to < 0n) throw new Error("cannot slice with negative indexes");
    if (from > to) throw new Error("start index must be less than or equal to end index");
    if (to > list.length) {
      throw new Error(`cannot slice(${from}, ${to}), list is length ${list.length}`);
    }
    return list.slice(Number(from), Number(to));
  });
  // What comprehensions of two variables are rewritten to.
  add("keysOf(dyn): list<dyn>", (value: unknown) => keysOf(value));
  add(
    "mapOf(list<dyn>, list<dyn>): map<dyn, dyn>",
    (keys: unknown[], values: unknown[]) => new Map(keys.map((key, i) => [key, values[i]])),
  );
}

function addSets(functions: Functions): void {
  const add = functions.registerFunction.bind(functions);
  functions.registerType("kubernetes.Sets", Sets as never);
  functions.registerConstant("sets", "kubernetes.Sets", new Sets());
  const has = (list: unknown[], item: unknown) => list.some((other) => same(item, other));
  const all = (a: unknown[], b: unknown[]) => b.every((item) => has(a, item));
  add(
    "kubernetes.Sets.contains(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => all(a, b),
  );
  add(
    "kubernetes.Sets.equivalent(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => all(a, b) && all(b, a),
  );
  add(
    "kubernetes.Sets.intersects(list<dyn>, list<dyn>): bool",
    (_: Sets, a: unknown[], b: unknown[]) => b.some((item) => has(a, item)),
  );
}

function keysOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return numbers(BigInt(value.length));
  return value instanceof Map ? [...value.keys()] : Object.keys(value as object);
}

function numbers(count: bigint): bigint[] {
  return Array.from({ length: Number(count) }, (_, i) => BigInt(i));
}

function order(a: Ordered, b: Ordered): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Equality of values, deep in lists and maps. */
function same(a: unknown, b: unknown): boolean {
  if (a === b || (typeof a === "bigint" && typeof b === "number" && Number(a) === b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = Object.entries(a), right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => same(value, right.get(key)));
}

function sum(list: (bigint | number)[]): bigint | number {
  return list.reduce(
    (total: bigint | number, item) => (total as never) + (item as never),
    typeof list[0] === "number" ? 0 : 0n,
  );
}

function extreme(
  name: string,
  list: Ordered[],
  better: (a: Ordered, b: Ordered) => boolean,
): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return rest.reduce((best, item) => better(item, best) ? item : best, first);
}
