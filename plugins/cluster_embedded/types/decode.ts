import { jsonType } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";
import type { Field, TypeNode } from "./node.ts";
import { noteEmpty } from "./given_empty.ts";
import { roundToMilli } from "./quantity.ts";
import { decodeScalar } from "./scalar.ts";
import { zeroOf } from "./zero.ts";
import { isOmitted, isValueStruct, setAbsent } from "./omit.ts";

/** A value of the wrong type: the message of Go's decoder. */
export class DecodeError extends Error {}

/** What decoding found besides the value. */
export interface Findings {
  /** Paths of unknown fields, in order. */
  readonly unknown: string[];
  /** The first value of a wrong type: as in Go, reading goes on after it. */
  mismatch?: DecodeError;
}

interface Place {
  /** As Go names it: the struct that holds the field, and the keys from the root without indices. */
  readonly struct: string;
  readonly keys: string;
  /** With indices. */
  readonly path: string;
}

const root: Place = { struct: "", keys: "", path: "" };

/**
 * The value as Go would write it after reading it into the struct: unknown fields and nulls dropped,
 * empty values left out or zero as the field's tag says. What lies below the top and is the very
 * object that stands there in `live`, which was decoded before, is taken over as it is. Throws
 * DecodeError for a wrong type.
 */
export function decodeTyped(
  node: TypeNode,
  value: unknown,
  findings: Findings,
  live?: unknown,
): unknown {
  const decoded = decode(node, value, root, findings, live);
  if (findings.mismatch !== undefined) throw findings.mismatch;
  return decoded;
}

function decode(
  node: TypeNode,
  value: unknown,
  place: Place,
  findings: Findings,
  live?: unknown,
): unknown {
  switch (node.kind) {
    case "struct":
      return isTree(value)
        ? decodeStruct(node, value, place, findings, live)
        : mismatch(node, value, place, findings);
    case "map":
      return isTree(value)
        ? decodeMap(node, value, place, findings)
        : mismatch(node, value, place, findings);
    case "list":
      return Array.isArray(value)
        ? decodeList(node, value, place, findings, live)
        : mismatch(node, value, place, findings);
    case "any":
      return node.items === undefined ? value : decodeSchema(node, value, place);
    default:
      return decodeScalar(node, value) ?? mismatch(node, value, place, findings);
  }
}

/** Types that read their own JSON: what they refuse ends the reading at once. */
const ownReaders = new Set<string | undefined>(["intOrString", "time", "microtime"]);

function mismatch(node: TypeNode, value: unknown, place: Place, findings: Findings): undefined {
  const type = jsonType(value);
  const number = type === "number" && /^u?int\d*$/.test(goKind(node)) ? ` ${value}` : "";
  const where = place.keys === "" ? "Go value" : `Go struct field ${place.struct}.${place.keys}`;
  const error = new DecodeError(
    `json: cannot unmarshal ${type}${number} into ${where} of type ${goKind(node)}`,
  );
  if (ownReaders.has(node.format)) throw error;
  findings.mismatch ??= error;
}

function goKind(node: TypeNode): string {
  if (node.kind === "boolean") return "bool";
  if (node.format === "intOrString") return "int32";
  if (node.format === "time" || node.format === "microtime") return "string";
  return node.name.replace(/\bbyte$/, "uint8");
}

function decodeStruct(
  node: TypeNode,
  value: Tree,
  place: Place,
  findings: Findings,
  live: unknown,
): Tree {
  const known = isTree(live) ? live : undefined;
  const result: Tree = {};
  const fields = node.fields!;
  const struct = node.name.replace(/^.*\./, "");
  const decoded: Tree = {};
  // In the order of the body: which error is the first, and that of the unknown fields, hang on it.
  for (const key in value) {
    const given = value[key], field = fields.get(key);
    if (field === undefined) {
      findings.unknown.push(place.path === "" ? key : `${place.path}.${key}`);
    } else if (given !== undefined && given !== null) {
      const before = known?.[key], shared = given === before && typeof given === "object";
      decoded[key] = shared && place !== root
        ? given
        : decode(field.type, given, fieldPlace(place, struct, field), findings, before);
    }
  }
  for (const field of fields.values()) {
    const item = decoded[field.name];
    if (item === undefined) {
      if (field.omit !== "empty" || isValueStruct(field)) setAbsent(result, field);
    } else if (!isOmitted(field, item)) result[field.name] = item;
    else if (typeof item === "object") noteEmpty(result, field.name);
  }
  return result;
}

function fieldPlace({ keys, path }: Place, struct: string, { name, inlined }: Field): Place {
  const goName = inlined === undefined ? name : `${inlined}.${name}`;
  return {
    struct,
    keys: keys === "" ? goName : `${keys}.${goName}`,
    path: path === "" ? name : `${path}.${name}`,
  };
}

function decodeMap(node: TypeNode, value: Tree, place: Place, findings: Findings): Tree {
  const result: Tree = {}, isResourceList = node.name === "v1.ResourceList";
  for (const key in value) {
    const given = value[key];
    const below = { ...place, path: `${place.path}.${key}` };
    if (given !== null && given !== undefined) {
      const decoded = decode(node.items!, given, below, findings);
      // A default in Go, but every resource list passes it.
      result[key] = isResourceList ? roundToMilli(decoded as string) : decoded;
    } else result[key] = zeroItem(node.items!);
  }
  return result;
}

function zeroItem(node: TypeNode): unknown {
  if (node.format === "bytes") return "";
  return zeroOf({ name: "", type: node, pointer: false, omit: "no", required: false });
}

function decodeList(
  node: TypeNode,
  value: unknown[],
  place: Place,
  findings: Findings,
  live: unknown,
): unknown[] {
  const known = Array.isArray(live) ? live : [];
  return value.map((item, index) => {
    if (item === null) return zeroItem(node.items!);
    const before = known[index];
    if (item === before && typeof item === "object") return item;
    const below = { ...place, path: `${place.path}[${index}]` };
    return decode(node.items!, item, below, findings, before);
  });
}

/** JSONSchemaPropsOrBool and its like: a schema, or what the format says. */
function decodeSchema(node: TypeNode, value: unknown, place: Place): unknown {
  // It reads its own JSON, and does not tell of unknown fields.
  const own: Findings = { unknown: [] };
  const decoded = Array.isArray(value) && node.format === "schemaOrList"
    ? value.map((item) => decode(node.items!, item, place, own))
    : isTree(value)
    ? decode(node.items!, value, place, own)
    : value;
  if (own.mismatch !== undefined) throw own.mismatch;
  return decoded;
}
