import {
  CallError,
  compareStrings,
  deepEqual,
  define,
  elementType,
  type GoFunction,
  kindName,
  nilList,
  Sized,
  textOf,
  truth,
  typedList,
  underlying,
  visit,
} from "../gotemplate/mod.ts";
import { toInt64 } from "./numbers.ts";

const NIL = "runtime error: invalid memory address or nil pointer dereference";

/** The items of a list; undefined for what is none. */
function itemsOf(list: unknown): readonly unknown[] | undefined {
  const value = underlying(list);
  if (value instanceof Uint8Array) {
    return [...value].map((byte) => new Sized("uint8", BigInt(byte)));
  }
  return Array.isArray(value) ? value : undefined;
}

/** The items of a list. Throws CallError, which names what was to be done. */
function need(list: unknown, what: string): readonly unknown[] {
  if (list === null || list === undefined) throw new CallError(NIL);
  const items = itemsOf(list);
  if (items === undefined) throw new CallError(`${what} type ${kindName(list)}`);
  return items;
}

/** Texts of a list's items, without nil; one text for what is no list. */
export function textsOf(value: unknown): string[] {
  const items = itemsOf(value);
  if (items === undefined) {
    return value === null || value === undefined ? [] : [textOf(value)];
  }
  return items.filter((item) => item !== null && item !== undefined).map(textOf);
}

function chunk(size: number, list: unknown): unknown[][] {
  const items = need(list, "Cannot chunk");
  if (size <= 0 && items.length > 0) {
    throw new CallError("runtime error: makeslice: len out of range");
  }
  const out: unknown[][] = [];
  for (let i = 0; i < items.length; i += size) out.push(items.slice(i, i + size));
  return typedList("[]interface {}", out);
}

function slice(list: unknown, ...indexes: unknown[]): unknown {
  if (list === null || list === undefined) throw new CallError(NIL);
  const items = itemsOf(list);
  if (items === undefined) {
    throw new CallError(`list should be type of slice or array but ${kindName(list)}`);
  }
  if (items.length === 0) return null;
  const start = indexes.length > 0 ? Number(toInt64(indexes[0])) : 0;
  const end = indexes.length > 1 ? Number(toInt64(indexes[1])) : items.length;
  if (start < 0 || end < start || end > items.length) {
    throw new CallError("reflect.Value.Slice: slice index out of bounds");
  }
  const value = underlying(list);
  return Array.isArray(value)
    ? typedList(elementType(value), items.slice(start, end))
    : (value as Uint8Array).slice(start, end);
}

/** What is left of a list, nil where nothing is. */
const orNil = (items: unknown[]): unknown[] => items.length === 0 ? nilList() : items;

function concat(...lists: unknown[]): unknown[] {
  const all = lists.flatMap((list) => {
    if (list === null || list === undefined) throw new CallError(NIL);
    const items = itemsOf(list);
    if (items === undefined) throw new CallError(`Cannot concat type ${kindName(list)} as list`);
    return items;
  });
  return orNil(all);
}

const includes = (items: readonly unknown[], item: unknown) =>
  items.some((other) => deepEqual(item, other));

function unique(list: unknown): unknown[] {
  const out: unknown[] = [];
  for (const item of need(list, "Cannot find uniq on")) if (!includes(out, item)) out.push(item);
  return out;
}

function sortAlpha(list: unknown): string[] {
  const texts = textsOf(list);
  visit(texts.length);
  return typedList("string", texts.sort(compareStrings));
}

function has(item: unknown, list: unknown): boolean {
  return list !== null && includes(need(list, "Cannot find has on"), item);
}

const named = {
  append: define(["any", "any"], (list, item) => [...need(list, "Cannot push on"), item]),
  prepend: define(["any", "any"], (list, item) => [item, ...need(list, "Cannot prepend on")]),
  first: define(["any"], (list) => need(list, "Cannot find first on")[0] ?? null),
  last: define(["any"], (list) => need(list, "Cannot find last on").at(-1) ?? null),
  rest: define(["any"], (list) => {
    const items = need(list, "Cannot find rest on");
    return items.length === 0 ? nilList() : items.slice(1);
  }),
  initial: define(["any"], (list) => {
    const items = need(list, "Cannot find initial on");
    return items.length === 0 ? nilList() : items.slice(0, -1);
  }),
  reverse: define(["any"], (list) => need(list, "Cannot find reverse on").toReversed()),
  compact: define(["any"], (list) => need(list, "Cannot compact on").filter(truth)),
  uniq: define(["any"], unique),
  without: define(
    ["any", "...any"],
    (list, ...omit) => need(list, "Cannot find without on").filter((item) => !includes(omit, item)),
  ),
  has: define(["any", "any"], has),
  slice: define(["any", "...any"], slice),
  chunk: define(["int", "any"], chunk),
};
const list = define(["...any"], (...items) => items);
const capital = (name: string) => "must" + name[0]!.toUpperCase() + name.slice(1);

/** Sprig's functions of lists. */
export const LISTS: ReadonlyMap<string, GoFunction> = new Map([
  ["list", list],
  ["tuple", list],
  ["push", named.append],
  ["mustPush", named.append],
  ["concat", define(["...any"], concat)],
  ["sortAlpha", define(["any"], sortAlpha)],
  ["toStrings", define(["any"], (value) => typedList("string", textsOf(value)))],
  ["join", define(["string", "any"], (separator, value) => textsOf(value).join(separator))],
  ...Object.entries(named).flatMap(([name, work]): [string, GoFunction][] => [
    [name, work],
    [capital(name), work],
  ]),
]);
