import {
  decodeNode,
  formatYamlFloat,
  JsonError,
  parseNode,
  readPlain,
  type Value,
  YamlError,
} from "contract/yaml";
import {
  CallError,
  formatFloat,
  fromBytes,
  type GoMap,
  goSyntax,
  typeName,
} from "../gotemplate/mod.ts";

/** YAML deeper than this is refused: it can only be an attack. */
const DEEPEST = 5_000;

function keyText(key: Value, item: Value): string {
  if (typeof key === "string") return key;
  if (typeof key === "bigint" || typeof key === "boolean") return String(key);
  if (typeof key === "number") {
    return Number.isFinite(key) ? formatFloat(Math.fround(key), "g", -1, 32) : formatYamlFloat(key);
  }
  if (key instanceof Uint8Array) return fromBytes(key);
  throw new JsonError(
    `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(item)}`,
  );
}

/**
 * Values as they are after JSON: keys are texts, numbers float64 unless integers are kept. Collections are changed in place
 * where they can be.
 */
export function asJson(value: Value, depth = 0, keepIntegers = false): unknown {
  if (typeof value === "bigint") return keepIntegers ? value : Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new JsonError(`json: unsupported value: ${name}`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw new YamlError("exceeded max depth");
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    for (let i = 0; i < items.length; i++) items[i] = asJson(value[i]!, depth + 1, keepIntegers);
    return items;
  }
  if (!(value instanceof Map)) return new TextDecoder().decode(value);
  const fields: GoMap = new Map();
  for (const [key, item] of value) {
    fields.set(keyText(key, item), asJson(item, depth + 1, keepIntegers));
  }
  return fields;
}

/**
 * Reads one YAML document as sigs.k8s.io/yaml does. Integers are kept for fields that are texts: 1000000 and 1e6 differ there.
 * Throws CallError.
 */
export function readYaml(text: string | Uint8Array, keepIntegers = false): unknown {
  try {
    const plain = typeof text === "string" ? readPlain(text, keepIntegers) : undefined;
    if (plain !== undefined) return plain;
    const node = parseNode(text, { dialect: "v2" });
    if (node === undefined) return null;
    return asJson(decodeNode(node, { dialect: "v2" }), 0, keepIntegers);
  } catch (error) {
    throw yamlFailure(error);
  }
}

/** What sigs.k8s.io/yaml says of a failure while YAML becomes JSON; other errors stay as they are. */
export function yamlFailure(error: unknown): unknown {
  if (error instanceof JsonError) {
    return new CallError(`error converting YAML to JSON: ${error.message}`);
  }
  if (!(error instanceof YamlError)) return error;
  const { message } = error;
  const words = message.startsWith("yaml: ") ? message : `yaml: ${message}`;
  return new CallError(`error converting YAML to JSON: ${words}`);
}

/** A scalar as text, as sigs.k8s.io/yaml converts it for a field of type string; undefined for what is no scalar. */
export function scalarText(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value !== "number") return undefined;
  return Number.isInteger(value) && Math.abs(value) < 1e21
    ? BigInt(value).toString()
    : formatFloat(value, "g", -1);
}

const JSON_NAMES: Readonly<Record<string, string>> = {
  "[]interface {}": "array",
  "map[string]interface {}": "object",
  float64: "number",
  int: "number",
};

/** encoding/json's word for the kind of a value. */
export const jsonName = (value: unknown): string => JSON_NAMES[typeName(value)] ?? typeName(value);

/** encoding/json's words for a value that does not fit into `wanted`. */
export function mismatch(value: unknown, wanted: string): CallError {
  return new CallError(`json: cannot unmarshal ${jsonName(value)} into Go value of type ${wanted}`);
}

/** Reads a document that must be a mapping; an empty one is an empty map. Throws CallError. */
export function readYamlMap(text: string | Uint8Array): GoMap {
  const value = readYaml(text);
  if (value === null) return new Map();
  if (value instanceof Map) return value as GoMap;
  const { message } = mismatch(value, "map[string]interface {}");
  throw new CallError(`error unmarshaling JSON: while decoding JSON: ${message}`);
}
