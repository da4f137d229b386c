import { parse, TomlDate, TomlError, type TomlPrimitive } from "smol-toml";
import { CallError, type GoMap, int64 } from "../gotemplate/mod.ts";
import { TimeObject } from "../sprig/mod.ts";
import { inGoWords, outOfRange } from "./toml_words.ts";

function goValue(value: TomlPrimitive, text: string): unknown {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) === value) return int64(value);
    throw new CallError(`toml: ${outOfRange(value, text)}`);
  }
  if (value instanceof TomlDate) {
    return new TimeObject(BigInt(value.getTime()) * 1_000_000n);
  }
  if (Array.isArray(value)) return value.map((item) => goValue(item, text));
  if (typeof value !== "object") return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, goValue(item, text)]));
}

/** Reads TOML: integers are int64. Throws CallError. */
export function readToml(text: string): GoMap {
  try {
    const table = parse(text, { integersAsBigInt: true });
    return new Map(Object.entries(table).map(([key, item]) => [key, goValue(item, text)]));
  } catch (error) {
    if (error instanceof TomlError) throw new CallError(`toml: ${inGoWords(error, text)}`);
    throw error;
  }
}
