import type { Value } from "contract/yaml";
import { parse, TomlDate, TomlError, type TomlPrimitive } from "smol-toml";
import { CallError, compareStrings, formatFloat, type GoMap, int64 } from "../gotemplate/mod.ts";

const NAMED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
// deno-lint-ignore no-control-regex
const SPECIAL = /[\\"\x00-\x1f\x7f]/g;

function quoted(text: string): string {
  const escape = (c: string) => NAMED[c] ?? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  return `"${text.replace(SPECIAL, escape)}"`;
}

const bareKey = (key: string) => /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = formatFloat(value, "f", -1);
  if (text.length > 21) return formatFloat(value, "e", -1).replace(/^(-?\d)e/, "$1.0e");
  return text.includes(".") ? text : text + ".0";
}

function inline(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return floatText(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (value instanceof Map) {
    const entries = sorted(value).map(([key, item]) => `${bareKey(key)} = ${inline(item)}`);
    return `{${entries.join(", ")}}`;
  }
  if (value === null) throw new CallError("toml: cannot encode array with nil element");
  return String(value);
}

function sorted(map: ReadonlyMap<Value, Value>): [string, Value][] {
  return [...map].map(([key, item]): [string, Value] => [String(key), item])
    .sort(([a], [b]) => compareStrings(a, b));
}

const isTable = (value: Value): value is Map<Value, Value> => value instanceof Map;
const isTables = (value: Value): value is Map<Value, Value>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable);

/** Writes a table's own fields, then the tables in it, two spaces a level. */
function writeTable(map: ReadonlyMap<Value, Value>, path: readonly string[], out: string[]): void {
  const indent = "  ".repeat(path.length);
  const entries = sorted(map).filter(([, item]) => item !== null);
  for (const [key, item] of entries) {
    if (!isTable(item) && !isTables(item)) out.push(`${indent}${bareKey(key)} = ${inline(item)}\n`);
  }
  for (const [key, item] of entries) {
    const inner = [...path, bareKey(key)];
    const margin = "  ".repeat(path.length);
    if (isTable(item)) {
      if (out.length > 0 && path.length === 0) out.push("\n");
      out.push(`${margin}[${inner.join(".")}]\n`);
      writeTable(item, inner, out);
    } else if (isTables(item)) {
      for (const one of item) {
        if (out.length > 0) out.push("\n");
        out.push(`${margin}[[${inner.join(".")}]]\n`);
        writeTable(one, inner, out);
      }
    }
  }
}

/** A value as BurntSushi/toml writes it. Throws CallError for what has no form in TOML. */
export function writeToml(value: Value): string {
  if (!(value instanceof Map)) return inline(value);
  const out: string[] = [];
  writeTable(value, [], out);
  return out.join("");
}

function goValue(value: TomlPrimitive): unknown {
  if (typeof value === "bigint") return int64(value);
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(goValue);
  if (typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, goValue(item)]));
}

/** Reads TOML: integers are int64. Throws CallError. */
export function readToml(text: string): GoMap {
  try {
    const table = parse(text, { integersAsBigInt: true });
    return new Map(Object.entries(table).map(([key, item]) => [key, goValue(item)]));
  } catch (error) {
    if (error instanceof TomlError) throw new CallError(`toml: ${error.message}`);
    throw error;
  }
}
