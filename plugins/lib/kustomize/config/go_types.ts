import { formatJsonFloat, type Value, type ValueMap } from "contract/yaml";
import { KustomizeError } from "../errors.ts";

/** Where a value is, while it is decoded. */
interface Place {
  readonly context: Context;
  /** Name of the struct that the value is a field of, and the fields that lead to it. */
  readonly struct: string;
  readonly path: readonly string[];
  /** Whether it is inside of an embedded struct, where sigs.k8s.io/yaml makes no strings of numbers. */
  readonly embedded: boolean;
}

interface Context {
  /** Whether unknown fields are errors, as in kustomization files; elsewhere numbers may stand for strings. */
  readonly strict: boolean;
  problem: string | undefined;
}

/** A Go type, and how JSON becomes one of it. */
export interface GoType<T> {
  readonly name: string;
  /** Names of the embedded structs that the field stands in. */
  readonly within?: readonly string[];
  zero(): T;
  decode(value: Value, place: Place): T;
}

type Fields<F> = { readonly [K in keyof F]: F[K] extends GoType<infer T> ? T : never };

const JSON_KINDS = (value: Value): string => {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return Array.isArray(value) ? "array" : "object";
};

function mismatch<T>(
  type: GoType<T>,
  value: Value,
  { context, struct, path }: Place,
  detail = "",
): T {
  const field = path.length === 0 ? "" : `Go struct field ${struct}.${path.join(".")} of type `;
  const into = field === "" ? `Go value of type ${type.name}` : field + type.name;
  context.problem ??= `json: cannot unmarshal ${JSON_KINDS(value)}${detail} into ${into}`;
  return type.zero();
}

/** A type of its own that is Go's string. */
export function textAs(name: string): GoType<string> {
  const type: GoType<string> = {
    name,
    zero: () => "",
    decode(value, place) {
      if (typeof value === "string") return value;
      const scalar = typeof value === "boolean" || typeof value === "bigint" ||
        typeof value === "number";
      return scalar && !place.context.strict && !place.embedded
        ? String(value)
        : mismatch(type, value, place);
    },
  };
  return type;
}

/** Go's string. */
export const text: GoType<string> = textAs("string");

/** Fields of structs that are embedded in another: messages name the structs too. */
export function within<F extends Record<string, GoType<unknown>>>(
  names: readonly string[],
  fields: F,
): F {
  const inner = Object.entries(fields).map(([key, type]) =>
    [key, { ...type, within: [...names, ...type.within ?? []] }] as const
  );
  return Object.fromEntries(inner) as F;
}

/** Go's bool. */
export const flag: GoType<boolean> = {
  name: "bool",
  zero: () => false,
  decode: (value, place) => typeof value === "boolean" ? value : mismatch(flag, value, place),
};

/** Go's int or int64. */
export function integer(name: "int" | "int64"): GoType<number> {
  const type: GoType<number> = {
    name,
    zero: () => 0,
    decode(value, place) {
      if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return Number(value);
      if (typeof value === "bigint") return mismatch(type, value, place, ` ${value}`);
      if (typeof value !== "number") return mismatch(type, value, place);
      if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return value;
      return mismatch(type, value, place, ` ${formatJsonFloat(value)}`);
    },
  };
  return type;
}

/** Anything. */
export const anything: GoType<Value> = {
  name: "interface {}",
  zero: () => null,
  decode: (value) => value,
};

/** What is not there is undefined. */
export function optional<T>(type: GoType<T>): GoType<T | undefined> {
  return {
    name: type.name,
    zero: () => undefined,
    decode: (value, place) => value === null ? undefined : type.decode(value, place),
  };
}

/** A list; undefined where there is none, which is not the same as an empty one. */
export function list<T>(
  item: GoType<T>,
  name = `[]${item.name}`,
): GoType<readonly T[] | undefined> {
  const type: GoType<readonly T[] | undefined> = {
    name,
    zero: () => undefined,
    decode(value, place) {
      if (value === null) return undefined;
      if (!Array.isArray(value)) return mismatch(type, value, place);
      return value.map((one) => one === null ? item.zero() : item.decode(one, place));
    },
  };
  return type;
}

/** A mapping from strings. */
export function mapOf<T>(item: GoType<T>): GoType<ReadonlyMap<string, T> | undefined> {
  const type: GoType<ReadonlyMap<string, T> | undefined> = {
    name: `map[string]${item.name}`,
    zero: () => undefined,
    decode(value, place) {
      if (value === null) return undefined;
      if (!(value instanceof Map)) return mismatch(type, value, place);
      return new Map(
        [...value].map((
          [key, one],
        ) => [String(key), one === null ? item.zero() : item.decode(one, place)]),
      );
    },
  };
  return type;
}

/** A struct: fields are found whatever the case of their letters; the last of equal ones wins. */
export function struct<F extends Record<string, GoType<unknown>>>(
  name: string,
  fields: F,
): GoType<Fields<F>> {
  const short = name.slice(name.lastIndexOf(".") + 1);
  const folded = new Map(Object.keys(fields).map((key) => [key.toLowerCase(), key]));
  const type: GoType<Fields<F>> = {
    name,
    zero: () =>
      Object.fromEntries(
        Object.entries(fields).map(([key, field]) => [key, field.zero()]),
      ) as Fields<F>,
    decode(value, place) {
      if (!(value instanceof Map)) return mismatch(type, value, place);
      const result: Record<string, unknown> = { ...type.zero() };
      for (const [written, one] of value as ValueMap) {
        const key = Object.hasOwn(fields, String(written))
          ? String(written)
          : folded.get(String(written).toLowerCase());
        if (key === undefined) {
          if (place.context.strict) {
            place.context.problem ??= `json: unknown field ${JSON.stringify(written)}`;
          }
        } else if (one !== null) {
          result[key] = fields[key]!.decode(one, {
            ...place,
            struct: short,
            path: [...place.path, ...fields[key]!.within ?? [], key],
            embedded: place.embedded || (fields[key]!.within?.length ?? 0) > 0,
          });
        }
      }
      return result as Fields<F>;
    },
  };
  return type;
}

/** Decodes a value. Throws KustomizeError with encoding/json's text where something does not fit. */
export function decodeGo<T>(type: GoType<T>, value: Value, options: { strict: boolean }): T {
  const context: Context = { strict: options.strict, problem: undefined };
  const result = value === null
    ? type.zero()
    : type.decode(value, { context, struct: "", path: [], embedded: false });
  if (context.problem !== undefined) throw new KustomizeError(context.problem);
  return result;
}
