import { parse, TomlDate, TomlError, type TomlPrimitive } from "smol-toml";
import { CallError, type GoMap, int64 } from "../gotemplate/mod.ts";
import { TimeObject } from "../sprig/mod.ts";

function goValue(value: TomlPrimitive): unknown {
  if (typeof value === "bigint") return int64(value);
  if (value instanceof TomlDate) {
    return new TimeObject(BigInt(value.getTime()) * 1_000_000n);
  }
  if (Array.isArray(value)) return value.map(goValue);
  if (typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, goValue(item)]));
}

/** What BurntSushi/toml says of the mistakes that are made most: a text that is no TOML at all. */
function inGoWords({ message, line, column }: TomlError, text: string): string {
  if (message.includes("cannot find end of key")) {
    return `line ${line}: unexpected EOF; expected key separator '='`;
  }
  if (message.includes("illegal character in key")) {
    const found = text.split("\n")[line - 1]?.[column - 1] ?? "";
    return `line ${line}: expected '.' or '=', but got '${found}' instead`;
  }
  return message;
}

/** Reads TOML: integers are int64. Throws CallError. */
export function readToml(text: string): GoMap {
  try {
    const table = parse(text, { integersAsBigInt: true });
    return new Map(Object.entries(table).map(([key, item]) => [key, goValue(item)]));
  } catch (error) {
    if (error instanceof TomlError) throw new CallError(`toml: ${inGoWords(error, text)}`);
    throw error;
  }
}
