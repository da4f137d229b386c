import { visit } from "./visits.ts";
import { CallError } from "./errors.ts";
import { sprintf } from "./format.ts";
import { compareStrings, Complex, Float32, GoObject, kindName, Sized, typeName } from "./values.ts";

type Basic = "bool" | "complex" | "int" | "uint" | "float" | "string" | undefined;

function basicKind(value: unknown): Basic {
  switch (typeof value) {
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "boolean":
      return "bool";
  }
  if (value instanceof Sized) return value.unsigned ? "uint" : "int";
  if (value instanceof Float32) return "float";
  if (value instanceof GoObject && value.plain !== value) return basicKind(value.plain);
  return value instanceof Complex ? "complex" : undefined;
}

/** What a basic value is compared by. */
function comparable(value: unknown): string | bigint | number | boolean {
  if (value instanceof Sized || value instanceof Float32) return value.value;
  if (value instanceof GoObject) return comparable(value.plain);
  return value as string | bigint | number | boolean;
}

const incompatible = (a: unknown, b: unknown): CallError =>
  new CallError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
const isInteger = (kind: Basic) => kind === "int" || kind === "uint";
const isNil = (value: unknown) => value === null || value === undefined;

/** Go's == of two values. Throws CallError where their types cannot be compared. */
export function equal(a: unknown, b: unknown): boolean {
  if (typeof a === "string" && typeof b === "string") return a === b;
  const [x, y] = [basicKind(a), basicKind(b)];
  if (x !== y) {
    if (isInteger(x) && isInteger(y)) return comparable(a) === comparable(b);
    if (isNil(a) || isNil(b)) return false;
    throw incompatible(a, b);
  }
  if (x === "complex") {
    const [p, q] = [a as Complex, b as Complex];
    return p.real === q.real && p.imaginary === q.imaginary;
  }
  if (x !== undefined) return comparable(a) === comparable(b);
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (kindName(a) !== kindName(b)) {
    throw new CallError(
      sprintf("non-comparable types %s: %v, %s: %v", [a, typeName(a), typeName(b), b]),
    );
  }
  if (a instanceof GoObject) return a === b;
  throw new CallError(sprintf("non-comparable type %s: %v", [b, typeName(b)]));
}

/** Go's < of two values. Throws CallError where there is no order. */
export function less(a: unknown, b: unknown): boolean {
  const [x, y] = [basicKind(a), basicKind(b)];
  if (x === undefined || y === undefined) throw new CallError("invalid type for comparison");
  if (x !== y && !(isInteger(x) && isInteger(y))) throw incompatible(a, b);
  if (x === "bool" || x === "complex") throw new CallError("invalid type for comparison");
  if (x === "string") return compareStrings(comparable(a) as string, comparable(b) as string) < 0;
  return comparable(a) < comparable(b);
}

/** Whether two values are the same through and through: reflect.DeepEqual. */
export function deepEqual(a: unknown, b: unknown): boolean {
  visit();
  if (a === b) return true;
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (typeof a !== "object" || typeof b !== "object" || typeName(a) !== typeName(b)) return false;
  if (a instanceof Sized && b instanceof Sized) return a.value === b.value;
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) {
      if (!b.has(key) || !deepEqual(value, b.get(key))) return false;
    }
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => deepEqual(value, b[i]));
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((value, i) => value === b[i]);
  }
  if (a instanceof GoObject && b instanceof GoObject) return a.text() === b.text();
  if (a instanceof Complex && b instanceof Complex) return equal(a, b);
  return false;
}
