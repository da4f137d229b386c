import {
  CallError,
  compareStrings,
  Float32,
  formatFloat,
  GoObject,
  integerOf,
  isNilList,
  TypedMap,
  underlying,
  visit,
} from "../gotemplate/mod.ts";
import { TimeObject } from "../sprig/mod.ts";

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

/** What decides how a value is written: tables and lists of tables get headers of their own. */
type Form = "nil" | "table" | "tables" | "plain";

/** A struct as a map of its fields, other values as they are underneath. */
function bare(value: unknown): unknown {
  const inner = underlying(value);
  if (!(inner instanceof GoObject) || inner instanceof TimeObject) return inner;
  return inner.json;
}

function formOf(value: unknown): Form {
  if (value === null || value === undefined) return "nil";
  if (value instanceof Map) return value instanceof TypedMap && value.isNil ? "nil" : "table";
  if (!Array.isArray(value)) return "plain";
  if (isNilList(value)) return "nil";
  visit(value.length);
  const forms = value.map((item) => formOf(bare(item)));
  if (forms.includes("nil")) throw new CallError("toml: cannot encode array with nil element");
  return forms.length > 0 && forms.every((form) => form === "table") ? "tables" : "plain";
}

/** The entries of a map, those that are tables last. */
function entriesOf(map: ReadonlyMap<unknown, unknown>): [key: string, value: unknown, Form][] {
  const all = [...map].map(([key, item]): [string, unknown, Form] => {
    const value = bare(item);
    return [String(key), value, formOf(value)];
  });
  all.sort(([a], [b]) => compareStrings(a, b));
  const isPlain = ([, , form]: (typeof all)[number]) => form === "plain" || form === "nil";
  return [...all.filter(isPlain), ...all.filter((entry) => !isPlain(entry))];
}

function floatText(value: number, bits: 32 | 64): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = formatFloat(value, "g", -1, bits);
  return /[.e]/.test(text) ? text : text + ".0";
}

/** A table on one line. A comma stands behind an entry even where those behind it are nil. */
function inlineTable(map: ReadonlyMap<unknown, unknown>): string {
  const entries = entriesOf(map);
  const parts = entries.map(([key, value, form], i) =>
    form === "nil" ? "" : `${bareKey(key)} = ${inline(value)}${i < entries.length - 1 ? ", " : ""}`
  );
  return `{${parts.join("")}}`;
}

function inline(value: unknown): string {
  visit();
  const item = bare(value);
  if (typeof item === "string") return quoted(item);
  if (typeof item === "number") return floatText(item, 64);
  if (item instanceof Float32) return floatText(item.value, 32);
  if (item instanceof TimeObject) return String(item.json);
  if (item instanceof Map) return inlineTable(item);
  if (item instanceof Uint8Array) return `[${[...item].join(", ")}]`;
  if (Array.isArray(item)) return `[${item.map(inline).join(", ")}]`;
  return String(integerOf(item) ?? item);
}

type Write = (text: string) => void;

/** Writes a table's own fields, then the tables in it, two spaces a level. */
function writeTable(
  map: ReadonlyMap<unknown, unknown>,
  path: readonly string[],
  out: string[],
): void {
  visit();
  const write: Write = (text) => void out.push(text);
  const margin = "  ".repeat(path.length);
  for (const [key, value, form] of entriesOf(map)) {
    const inner = [...path, bareKey(key)];
    if (form === "plain") write(`${margin}${bareKey(key)} = ${inline(value)}\n`);
    else if (form === "table") {
      if (out.length > 0 && path.length === 0) write("\n");
      write(`${margin}[${inner.join(".")}]\n`);
      writeTable(value as ReadonlyMap<unknown, unknown>, inner, out);
    } else if (form === "tables") {
      for (const one of value as readonly unknown[]) {
        if (out.length > 0) write("\n");
        write(`${margin}[[${inner.join(".")}]]\n`);
        writeTable(bare(one) as ReadonlyMap<unknown, unknown>, inner, out);
      }
    }
  }
}

/** A value as BurntSushi/toml writes it. Throws CallError for what has no form in TOML. */
export function writeToml(value: unknown): string {
  const top = bare(value);
  if (top === null || top === undefined) throw new TomlPanic();
  const form = formOf(top);
  if (form === "tables") {
    throw new CallError("toml: top-level values must be Go maps or structs");
  }
  if (!(top instanceof Map)) return form === "nil" ? "" : inline(top);
  const out: string[] = [];
  writeTable(top, [], out);
  return out.join("");
}

/** What toToml does with nil, which no function of Go catches. */
export class TomlPanic extends Error {
  override readonly name = "TomlPanic";
  override readonly message = "reflect: call of reflect.Value.Type on zero Value";
}
