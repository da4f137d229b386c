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
