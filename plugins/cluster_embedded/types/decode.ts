import { jsonType } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";
import type { TypeNode } from "./node.ts";
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
  return decode(node, value, root, findings, live);
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
        : mismatch(node, value, place);
    case "map":
      return isTree(value) ? decodeMap(node, value, place, findings) : mismatch(node, value, place);
    case "list":
      return Array.isArray(value)
        ? decodeList(node, value, place, findings, live)
        : mismatch(node, value, place);
    case "any":
      return node.items === undefined ? value : decodeSchema(node, value, place, findings);
    default:
      return decodeScalar(node, value) ?? mismatch(node, value, place);
  }
}

function mismatch(node: TypeNode, value: unknown, place: Place): never {
  const type = jsonType(value);
  const number = type === "number" && /^u?int\d*$/.test(goKind(node)) ? ` ${value}` : "";
  const where = place.keys === "" ? "Go value" : `Go struct field ${place.struct}.${place.keys}`;
  throw new DecodeError(
    `json: cannot unmarshal ${type}${number} into ${where} of type ${goKind(node)}`,
  );
}

function goKind(node: TypeNode): string {
  if (node.kind === "boolean") return "bool";
  if (node.format === "intOrString") return "int32";
  return node.format === "time" || node.format === "microtime" ? "string" : node.name;
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
  for (const key in value) {
    if (!fields.has(key)) findings.unknown.push(place.path === "" ? key : `${place.path}.${key}`);
  }
  for (const field of fields.values()) {
    const given = value[field.name];
    if (given === undefined || given === null) {
      if (field.omit !== "empty" || isValueStruct(field)) setAbsent(result, field);
      continue;
    }
    const before = known?.[field.name];
    if (given === before && typeof given === "object" && place !== root) {
      result[field.name] = given;
      continue;
    }
    const below = {
      struct,
      keys: place.keys === "" ? field.name : `${place.keys}.${field.name}`,
      path: place.path === "" ? field.name : `${place.path}.${field.name}`,
    };
    const decoded = decode(field.type, given, below, findings, before);
    if (isOmitted(field, decoded)) {
      if (typeof decoded === "object") noteEmpty(result, field.name);
      continue;
    }
    result[field.name] = decoded;
  }
  return result;
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
function decodeSchema(node: TypeNode, value: unknown, place: Place, findings: Findings): unknown {
  if (Array.isArray(value) && node.format === "schemaOrList") {
    return value.map((item) => decode(node.items!, item, place, findings));
  }
  return isTree(value) ? decode(node.items!, value, place, findings) : value;
}
