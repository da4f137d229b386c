import { writeJson } from "../json/write.ts";
import { canonicalQuantity } from "./quantity.ts";
import { canonicalMicroTime, canonicalTime } from "./time.ts";
import type { TypeNode } from "./node.ts";

const ranges = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
} as const;

/**
 * A scalar in its canonical form, or undefined where its JSON type does not fit. Throws an Error
 * with the message of the type's own decoder where the text cannot be read.
 */
export function decodeScalar(node: TypeNode, value: unknown): unknown {
  switch (node.format) {
    case "quantity":
      return canonicalQuantity(typeof value === "string" ? value : writeJson(value));
    case "intOrString":
      return typeof value === "string" ? value : integer(value, "int32");
    case "time":
      return typeof value === "string" ? canonicalTime(value) : undefined;
    case "microtime":
      return typeof value === "string" ? canonicalMicroTime(value) : undefined;
    case "bytes":
      return typeof value === "string" ? base64(value) : undefined;
  }
  switch (node.kind) {
    case "integer":
      return integer(value, node.format === "int64" ? "int64" : "int32");
    case "number":
      return typeof value === "number" || typeof value === "bigint" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

function integer(value: unknown, size: keyof typeof ranges): number | bigint | undefined {
  if (typeof value === "bigint") return size === "int64" ? value : undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  const [low, high] = ranges[size];
  return value >= low && value <= high ? value : undefined;
}

function base64(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const bad = clean.search(/[^A-Za-z0-9+/=]/);
  const padding = clean.indexOf("=");
  const at = bad >= 0 ? bad : padding >= 0 && padding < clean.length - 2 ? padding : -1;
  if (at >= 0) throw new Error(`illegal base64 data at input byte ${at}`);
  if (clean.length % 4 !== 0) {
    throw new Error(
      `illegal base64 data at input byte ${clean.length - clean.length % 4}`,
    );
  }
  return clean;
}
