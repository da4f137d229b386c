import { type ParamType, TYPE_NAMES } from "./functions.ts";
import { fail, type Place } from "./place.ts";
import { Complex, elementType, GoObject, Sized, TypedMap, typeName, underlying } from "./values.ts";

type Convert = (value: unknown) => unknown;
const WRONG = Symbol("wrong type");

const isOf = (goType: string, value: unknown): boolean =>
  value instanceof GoObject && value.goType === goType;

/** What a value of the parameter's type is to the function; WRONG where the type differs. */
const ACCEPT: Readonly<Record<ParamType, Convert>> = {
  any: (value) => value,
  value: (value) => value,
  string: (value) => typeof value === "string" ? value : WRONG,
  bool: (value) => typeof value === "boolean" ? value : WRONG,
  int: (value) => typeof value === "bigint" ? Number(value) : WRONG,
  int64: (value) => value instanceof Sized && value.kind === "int64" ? value.value : WRONG,
  float64: (value) => typeof value === "number" ? value : WRONG,
  complex128: (value) => value instanceof Complex ? value : WRONG,
  map(value) {
    const map = underlying(value);
    if (!(map instanceof Map)) return WRONG;
    if (!(map instanceof TypedMap)) return map;
    return map.element === "interface {}" ? map.view : WRONG;
  },
  list(value) {
    const list = underlying(value);
    return Array.isArray(list) && elementType(list) === "interface {}" ? list : WRONG;
  },
  strings(value) {
    const list = underlying(value);
    return Array.isArray(list) && elementType(list) === "string" ? list : WRONG;
  },
  certificate: (value) => isOf(TYPE_NAMES.certificate, value) ? value : WRONG,
  time: (value) => isOf(TYPE_NAMES.time, value) ? value : WRONG,
  bytes: (value) => underlying(value) instanceof Uint8Array ? underlying(value) : WRONG,
};

/** What nil is for the types that can be nil. */
const NIL: Readonly<Partial<Record<ParamType, () => unknown>>> = {
  any: () => null,
  value: () => undefined,
  map: () => new Map(),
  list: () => [],
  strings: () => [],
  bytes: () => new Uint8Array(),
};

function asInterface(value: unknown): unknown {
  if (value === undefined) return null;
  return value instanceof GoObject ? value.copied : value;
}

/** A check that a value fits a parameter; errors point at `place`. */
export function convert(type: ParamType, wrap: Convert, place: Place): Convert {
  if (type === "any") return asInterface;
  if (type === "value") return wrap;
  const accept = ACCEPT[type];
  return (value) => {
    const accepted = accept(value);
    if (accepted !== WRONG) return accepted;
    if (value === undefined) {
      const nil = NIL[type];
      return nil ? nil() : fail(place, `invalid value; expected ${TYPE_NAMES[type]}`);
    }
    const found = value === null ? "interface {}" : typeName(value);
    return fail(place, `wrong type for value; expected ${TYPE_NAMES[type]}; got ${found}`);
  };
}
