import { decodeNode, type DecodeOptions, type Value } from "./decode.ts";
import { YamlError } from "./errors.ts";
import type { Node } from "./node.ts";

/** Sets a field that may be called `__proto__`: it is data, never the prototype. */
function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else {Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });}
}

/** A value as plain JavaScript: objects, arrays, numbers (a bigint only where a number would lose digits). */
export function valueToJS(value: Value): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(valueToJS);
  if (!(value instanceof Map)) return value;
  const fields: Record<string, unknown> = {};
  for (const [key, item] of value) setField(fields, keyText(key), valueToJS(item));
  return fields;
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "object") {
    throw new YamlError("a key must be a string, a number or a boolean");
  }
  return String(key);
}

/** A node as plain JavaScript; see `decodeNode` for what is refused. */
export function toJS(node: Node, options: DecodeOptions = {}): unknown {
  return valueToJS(decodeNode(node, options));
}

/** Plain JavaScript as a value; undefined fields are left out, whole numbers become integers. */
export function valueFromJS(source: unknown): Value {
  if (source === null || source === undefined) return null;
  if (typeof source === "number") return Number.isSafeInteger(source) ? BigInt(source) : source;
  if (typeof source === "string" || typeof source === "boolean" || typeof source === "bigint") {
    return source;
  }
  if (source instanceof Uint8Array) return source.toBase64();
  if (source instanceof Date) return source.toISOString();
  if (Array.isArray(source)) return source.map(valueFromJS);
  if (source instanceof Map) {
    return new Map([...source].map(([k, v]) => [valueFromJS(k), valueFromJS(v)]));
  }
  if (typeof source !== "object") throw new TypeError(`Cannot write a ${typeof source} as YAML`);
  const fields = Object.entries(source).filter(([, item]) => item !== undefined);
  return new Map(fields.map(([key, item]) => [key, valueFromJS(item)]));
}
