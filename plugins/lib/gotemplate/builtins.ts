import { byteLength, byteSlice, toBytes } from "./bytes.ts";
import { equal, less } from "./compare.ts";
import { CallError } from "./errors.ts";
import { sprintf } from "./format.ts";
import { define, type GoFunction } from "./functions.ts";
import { show, sprint, sprintln } from "./print.ts";
import { printable } from "./quote.ts";
import {
  elementType,
  integerOf,
  Sized,
  truth,
  typedList,
  TypedMap,
  typeName,
  underlying,
} from "./values.ts";

function indexArgument(index: unknown, length: number): number {
  const integer = integerOf(index);
  if (integer === undefined) {
    throw new CallError(
      index === null || index === undefined
        ? "cannot index slice/array with nil"
        : `cannot index slice/array with type ${typeName(index)}`,
    );
  }
  if (integer < 0n || integer > BigInt(length)) {
    throw new CallError(`index out of range: ${integer}`);
  }
  return Number(integer);
}

function indexOne(item: unknown, index: unknown): unknown {
  const value = underlying(item);
  if (value === null || value === undefined) throw new CallError("index of nil pointer");
  if (value instanceof Map) {
    if (typeof index !== "string") {
      throw new CallError(
        index === null || index === undefined
          ? "value is nil; should be of type string"
          : `value has type ${typeName(index)}; should be string`,
      );
    }
    const found = value.get(index);
    if (found !== undefined) return found;
    return value instanceof TypedMap && value.element === "string" ? "" : null;
  }
  const bytes = typeof value === "string" ? toBytes(value) : value;
  if (!Array.isArray(bytes) && !(bytes instanceof Uint8Array)) {
    throw new CallError(`can't index item of type ${typeName(item)}`);
  }
  const at = indexArgument(index, bytes.length);
  if (at === bytes.length) {
    throw new CallError(
      `reflect: ${typeof value === "string" ? "string" : "slice"} index out of range`,
    );
  }
  return bytes instanceof Uint8Array ? new Sized("uint8", BigInt(bytes[at]!)) : bytes[at];
}

function index(item: unknown, ...indexes: unknown[]): unknown {
  if (item === null || item === undefined) throw new CallError("index of untyped nil");
  return indexes.reduce(indexOne, item);
}

function slice(item: unknown, ...indexes: unknown[]): unknown {
  const value = underlying(item);
  if (value === null || value === undefined) throw new CallError("slice of untyped nil");
  if (indexes.length > 3) throw new CallError(`too many slice indexes: ${indexes.length}`);
  const text = typeof value === "string";
  if (text && indexes.length === 3) throw new CallError("cannot 3-index slice a string");
  if (!text && !Array.isArray(value) && !(value instanceof Uint8Array)) {
    throw new CallError(`can't slice item of type ${typeName(item)}`);
  }
  const length = text ? byteLength(value) : value.length;
  const bounds = indexes.map((bound) => indexArgument(bound, length));
  const [from, to] = [bounds[0] ?? 0, bounds[1] ?? length];
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  if (bounds[2] !== undefined && to > bounds[2]) {
    throw new CallError(`invalid slice index: ${to} > ${bounds[2]}`);
  }
  if (text) return byteSlice(value, from, to);
  return Array.isArray(value)
    ? typedList(elementType(value), value.slice(from, to))
    : value.slice(from, to);
}

/** How many bytes, items or entries a value has. Throws CallError. */
export function length(item: unknown): bigint {
  const value = underlying(item);
  if (typeof value === "string") return BigInt(byteLength(value));
  if (value instanceof Map) return BigInt(value.size);
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  if (value === null) throw new CallError("len of nil pointer");
  if (value === undefined) {
    throw new CallError("reflect: call of reflect.Value.Type on zero Value");
  }
  throw new CallError(`len of type ${typeName(item)}`);
}

const HTML: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};
const JAVASCRIPT: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

/** A text that is safe inside of HTML. */
export const escapeHtml = (text: string): string => text.replace(/[\0"'&<>]/g, (c) => HTML[c]!);

function escapeJavaScript(text: string): string {
  let out = "";
  for (const c of text) {
    const point = c.codePointAt(0)!;
    const code = () => "\\u" + point.toString(16).toUpperCase().padStart(4, "0");
    if (JAVASCRIPT[c]) out += JAVASCRIPT[c];
    else out += point < 32 || (point >= 128 && !printable(c)) ? code() : c;
  }
  return out;
}

/** url.QueryEscape: spaces become +. */
export function escapeQuery(text: string): string {
  let out = "";
  for (const byte of toBytes(text)) {
    const c = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(c)) out += c;
    else out += c === " " ? "+" : "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  }
  return out;
}

const joined = (args: readonly unknown[]): string =>
  typeof args[0] === "string" && args.length === 1
    ? args[0]
    : sprint(args.map((arg) => arg === null || arg === undefined ? "<no value>" : arg));

/** Go's comparison of the first value with each of the others. */
function isAnyOf(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new CallError("missing argument for comparison");
  return others.some((other) => equal(first, other));
}

const lessOrEqual = (a: unknown, b: unknown) => less(a, b) || equal(a, b);

/** `call`: nothing that a chart can hold is a function. `name` is the text of the argument. */
export function callTarget(name: string, target: unknown): never {
  if (target === null || target === undefined) throw new CallError("call of nil");
  throw new CallError(`non-function ${name} of type ${typeName(target)}`);
}

/** The functions that text/template has by itself. */
export const BUILTINS: ReadonlyMap<string, GoFunction> = new Map([
  ["and", define(["value", "...value"], (first) => first)],
  ["or", define(["value", "...value"], (first) => first)],
  ["not", define(["value"], (value) => !truth(value))],
  ["call", define(["value", "...value"], (target) => callTarget(show(target), target))],
  ["html", define(["...any"], (...args) => escapeHtml(joined(args)))],
  ["js", define(["...any"], (...args) => escapeJavaScript(joined(args)))],
  ["urlquery", define(["...any"], (...args) => escapeQuery(joined(args)))],
  ["index", define(["value", "...value"], index)],
  ["slice", define(["value", "...value"], slice)],
  ["len", define(["value"], length)],
  ["print", define(["...any"], (...args) => sprint(args))],
  ["printf", define(["string", "...any"], (format, ...args) => sprintf(format, args))],
  ["println", define(["...any"], (...args) => sprintln(args))],
  ["eq", define(["value", "...value"], (first, ...others) => isAnyOf(first, others))],
  ["ne", define(["value", "value"], (a, b) => !equal(a, b))],
  ["lt", define(["value", "value"], less)],
  ["le", define(["value", "value"], lessOrEqual)],
  ["gt", define(["value", "value"], (a, b) => !lessOrEqual(a, b))],
  ["ge", define(["value", "value"], (a, b) => !less(a, b))],
]);
