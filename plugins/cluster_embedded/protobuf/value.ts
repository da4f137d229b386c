import { readJson } from "../json/read.ts";
import type { Tree } from "../json/tree.ts";
import type { Field, TypeNode } from "../types/node.ts";
import { type Message, readMessage, type WireValue } from "./wire.ts";

const decoder = new TextDecoder();
const empty = new Uint8Array();

/** A message of a struct as the JSON that means the same. Throws an Error where it cannot be read. */
export function structFromProtobuf(node: TypeNode, data: Uint8Array): Tree {
  return readStruct(node, readMessage(data));
}

function readStruct(node: TypeNode, message: Message): Tree {
  const result: Tree = {};
  for (const field of node.fields?.values() ?? []) {
    const values = valuesOf(message, field);
    if (values.length === 0) continue;
    result[field.name] = readField(field.type, values);
  }
  return result;
}

/** Embedded structs are messages of their own on the wire. */
function valuesOf(message: Message, field: Field): readonly WireValue[] {
  const path = field.wire ?? [];
  let at: Message | undefined = message;
  for (const number of path.slice(0, -1)) {
    const inner: WireValue | undefined = at?.get(number)?.at(-1);
    at = inner instanceof Uint8Array ? readMessage(inner) : undefined;
  }
  return at?.get(path.at(-1) ?? -1) ?? [];
}

function readField(node: TypeNode, values: readonly WireValue[]): unknown {
  if (node.kind === "list") return values.map((value) => readValue(node.items!, value));
  if (node.kind === "map") return readMap(node, values);
  return readValue(node, values.at(-1)!);
}

function readMap(node: TypeNode, values: readonly WireValue[]): Tree {
  const result: Tree = {};
  for (const entry of values) {
    const message = readMessage(bytesOf(entry));
    const key = decoder.decode(bytesOf(message.get(1)?.at(-1)));
    const value = message.get(2);
    result[key] = value === undefined ? absent(node.items!) : readField(node.items!, value);
  }
  return result;
}

/** An entry whose value is the type's zero has none on the wire. */
function absent(node: TypeNode): unknown {
  if (node.kind === "string") return node.format === "quantity" ? "0" : "";
  if (node.kind === "list") return [];
  return node.kind === "integer" || node.kind === "number"
    ? 0
    : node.kind === "boolean"
    ? false
    : {};
}

function bytesOf(value: WireValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : empty;
}

function readValue(node: TypeNode, value: WireValue): unknown {
  if (node.format !== undefined && node.format in formats) {
    return formats[node.format]!(node, bytesOf(value));
  }
  switch (node.kind) {
    case "struct":
      return readStruct(node, readMessage(bytesOf(value)));
    case "boolean":
      return value !== 0n;
    case "integer":
      return integer(value);
    case "number":
      return new DataView(bytesOf(value).slice().buffer).getFloat64(0, true);
    case "list":
    case "map":
      // A list inside a list is a message whose first field repeats the items.
      return readField(node, readMessage(bytesOf(value)).get(1) ?? []);
    default:
      return decoder.decode(bytesOf(value));
  }
}

function integer(value: WireValue | undefined): number | bigint {
  const whole = typeof value === "bigint" ? BigInt.asIntN(64, value) : 0n;
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

const text = (message: Message, number: number) =>
  decoder.decode(bytesOf(message.get(number)?.at(-1)));

function time(data: Uint8Array, digits: number): string {
  const message = readMessage(data);
  const seconds = Number(integer(message.get(1)?.at(-1))),
    nanos = Number(integer(message.get(2)?.at(-1)));
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return digits === 0
    ? `${whole}Z`
    : `${whole}.${String(nanos).padStart(9, "0").slice(0, digits)}Z`;
}

/** Types with a message of their own. */
const formats: Readonly<Record<string, (node: TypeNode, data: Uint8Array) => unknown>> = {
  quantity: (_node, data) => text(readMessage(data), 1),
  time: (_node, data) => time(data, 0),
  microtime: (_node, data) => time(data, 6),
  bytes: (_node, data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join("")),
  raw: (_node, data) => {
    const json = text(readMessage(data), 1);
    return json === "" ? null : readJson(json).value;
  },
  intOrString: (_node, data) => {
    const message = readMessage(data);
    return message.get(1)?.at(-1) === 1n ? text(message, 3) : integer(message.get(2)?.at(-1));
  },
  schemaOrBool: (node, data) => {
    const message = readMessage(data), schema = message.get(2)?.at(-1);
    return schema === undefined ? message.get(1)?.at(-1) === 1n : readValue(node.items!, schema);
  },
  schemaOrList: (node, data) => {
    const message = readMessage(data), schema = message.get(1)?.at(-1);
    if (schema !== undefined) return readValue(node.items!, schema);
    return (message.get(2) ?? []).map((item) => readValue(node.items!, item));
  },
};
