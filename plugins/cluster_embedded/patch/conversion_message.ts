import { definitions } from "../types/builtin.ts";

const kinds: Readonly<Record<string, string>> = {
  array: "slice",
  object: "map",
  string: "string",
  bool: "bool",
};
/** Structs by Go's short name: any other name is one of a text. */
const structs = new Set<string>();

function isStruct(name: string): boolean {
  if (structs.size === 0) {
    for (const key of Object.keys(definitions)) structs.add(key.split(".").slice(-2).join("."));
  }
  return structs.has(name);
}

const scalar = /^(u?int\d*|float64|string|bool)$/;

/** A decoder's refusal of a value, in the words of the converter that strategic merges go through. */
export function conversionMessage(message: string): string {
  if (message.startsWith("illegal base64")) return `error decoding from json: ${message}`;
  const match = /^json: cannot unmarshal (\w+)(?: (\S+))? into .* of type (\S+)$/.exec(message);
  if (match === null) return message;
  const [, json = "", number = "", type = ""] = match;
  const given = kinds[json] ?? (/[.eE]/.test(number) ? "float64" : "int64");
  if (type.startsWith("[]")) return `cannot restore slice from ${given}`;
  if (type.startsWith("map[")) return `cannot restore map from ${given}`;
  const named = !scalar.test(type);
  if (named && isStruct(type)) return `cannot restore struct from: ${given}`;
  // Go turns integers into text, which the converter then refuses.
  if (named || type === "string") {
    return given === "int64" ? `cannot convert int64 to ${type}` : "unrecognized type: string";
  }
  return json === "number" && type !== "string" && type !== "bool"
    ? `cannot convert ${given} to ${type}`
    : `unrecognized type: ${type}`;
}
