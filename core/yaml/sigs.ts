import { decodeNode, goSyntax, type Value } from "./decode.ts";
import { parseNode } from "./documents.ts";
import { type Shape, SigsWriter } from "./emit_v2.ts";
import { formatJsonFloat, formatYamlFloat } from "./go_numbers.ts";
import { valueFromJS } from "./javascript.ts";
import { JsonError } from "./json_decode.ts";
import { encodeJson, encodeJsonString } from "./json_encode.ts";
import { checkCharacters } from "./reader.ts";
import { resolvePlain } from "./resolve.ts";
import { compareKeys } from "./sorted_keys.ts";

/** A number as it comes out after JSON: 1e3 is 1000, 1234567.5 is 1.2345675e+06. */
export function sigsNumber(value: bigint | number): string {
  if (typeof value === "bigint") return String(value);
  const text = formatJsonFloat(value);
  if (text === undefined) encodeJson(value);
  const read = resolvePlain("v2", text!).value;
  return typeof read === "number" ? formatYamlFloat(read) : String(read);
}

const UNSURE = /[\0\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]/;

/** A string as it comes out after JSON, which goyaml.v2 reads as YAML: that allows fewer characters. */
export function sigsString(text: string): string {
  if (!UNSURE.test(text)) return text;
  const whole = text.toWellFormed();
  // deno-lint-ignore no-control-regex
  checkCharacters(whole.replace(/[\0-\x1f]/g, ""));
  return whole.includes("\x85")
    ? parseNode(encodeJsonString(whole), { dialect: "v2" })!.value
    : whole;
}

/** The shortest number that is the same in 32 bits: so Go's sigs.k8s.io/yaml writes numbers that are keys. */
function asSingle(value: number): number {
  const single = Math.fround(value);
  if (!Number.isFinite(single) || single === 0) return single;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(9));
}

/** The text of a key: Go's sigs.k8s.io/yaml makes strings of integers and booleans. */
function keyText(key: Value, string: (text: string) => string): string {
  if (typeof key === "string") return string(key);
  if (typeof key === "bigint" || typeof key === "boolean") return String(key);
  if (typeof key === "number") return formatYamlFloat(asSingle(key));
  throw new JsonError("json: unsupported type: map[interface {}]interface {}");
}

/** How numbers and strings are written. */
interface Texts {
  number(value: bigint | number): string;
  string(text: string): string;
}

const shapeOf = ({ number, string }: Texts): Shape<Value> => ({
  kind(value) {
    if (typeof value === "string" || value instanceof Uint8Array) return "string";
    if (value instanceof Map) return "map";
    return Array.isArray(value) ? "list" : "literal";
  },
  text(value) {
    if (typeof value === "string") return string(value);
    if (value instanceof Uint8Array) return new TextDecoder().decode(value);
    return typeof value === "bigint" || typeof value === "number" ? number(value) : String(value);
  },
  items: (value) => Array.isArray(value) ? value : [],
  entries(value) {
    if (!(value instanceof Map)) return [];
    return [...value].map(([key, item]) => [keyText(key, string), item] as const)
      .sort(([a], [b]) => compareKeys(a, b));
  },
  size: (value) => value instanceof Map ? value.size : Array.isArray(value) ? value.length : 0,
});
const afterJson = shapeOf({ number: sigsNumber, string: sigsString });
const direct = shapeOf({
  number: (value) => typeof value === "bigint" ? String(value) : formatYamlFloat(value),
  string: (text) => text,
});

/** A value as sigs.k8s.io/yaml writes it. */
export function encodeYaml(value: Value): string {
  return new SigsWriter(afterJson).write(value);
}

/** Plain JavaScript as sigs.k8s.io/yaml writes it: keys sorted, two spaces, strings quoted where YAML 1.1 needs it. */
export function stringify(source: unknown): string {
  return encodeYaml(valueFromJS(source));
}

/** Keys of a v2 value as sigs.k8s.io/yaml makes strings of them. */
function withStringKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(withStringKeys);
  if (!(value instanceof Map)) return value;
  const text = (key: Value, item: Value) => {
    const unsigned = typeof key === "bigint" && key >= 1n << 63n;
    if (key !== null && !unsigned) return keyText(key, (text) => text);
    const shown = item === null ? "<nil>" : goSyntax(item, "v2");
    const what = unsigned ? `uint64, key: 0x${key.toString(16)}` : "%!s(<nil>), key: <nil>";
    throw new JsonError(`unsupported map key of type: ${what}, value: ${shown}`);
  };
  return new Map([...value].map(([key, item]) => [text(key, item), withStringKeys(item)]));
}

/** YAML text as JSON text, as sigs.k8s.io/yaml does it; `strict` refuses keys that stand twice. */
export function yamlToJson(
  source: string | Uint8Array,
  options: { strict?: boolean } = {},
): string {
  const node = parseNode(source, { dialect: "v2" });
  if (node === undefined) return "null";
  const value = decodeNode(node, { dialect: "v2", unique: options.strict ?? false });
  return encodeJson(withStringKeys(value));
}

/** JSON (or any YAML) text as YAML text, as sigs.k8s.io/yaml does it. */
export function jsonToYaml(source: string): string {
  const node = parseNode(source, { dialect: "v2" });
  return new SigsWriter(direct).write(
    node === undefined ? null : decodeNode(node, { dialect: "v2" }),
  );
}
