import { MapView } from "./map_view.ts";
import { formatFloat } from "./strconv.ts";

/**
 * Go's values, as templates hold them:
 * nil in an interface is null, no value at all (an invalid reflect.Value) undefined, int bigint, float64 number, other
 * kinds of integers Sized, []interface{} arrays, map[string]interface{} Map, []byte Uint8Array, structs and all that has
 * methods GoObject. Slices and maps with other element types carry their type's name (typedList, TypedMap).
 */
export type GoMap = Map<string, unknown>;

/** The integer kinds besides int. */
export type SizedKind =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64";

/** An integer of a kind other than int. */
export class Sized {
  readonly kind: SizedKind;
  readonly value: bigint;

  constructor(kind: SizedKind, value: bigint) {
    this.kind = kind;
    this.value = value;
  }

  get unsigned(): boolean {
    return this.kind[0] === "u";
  }
}

/** A float32, which prints with fewer digits. */
export class Float32 {
  readonly value: number;

  constructor(value: number) {
    this.value = Math.fround(value);
  }
}

/** A complex128. */
export class Complex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** An int64 from any integer, wrapped as Go's would. */
export const int64 = (value: bigint | number): Sized =>
  new Sized("int64", BigInt.asIntN(64, BigInt(value)));

/** A map whose Go type is not map[string]interface{}; `element` is the type of its values. */
export class TypedMap extends Map<string, unknown> {
  readonly goType: string;
  readonly element: string;
  /** Whether it is nil, which JSON and YAML show. */
  readonly isNil: boolean;
  #view: Map<string, unknown> | undefined;

  constructor(goType: string, element: string, entries?: Iterable<readonly [string, unknown]>) {
    super(entries ?? []);
    this.isNil = entries === undefined;
    this.goType = goType;
    this.element = element;
  }

  /** The same map as a map[string]interface{}. */
  get view(): Map<string, unknown> {
    return this.#view ??= new MapView(this);
  }

  /** The method of that name. */
  method(_name: string): GoMethod | undefined {
    return undefined;
  }
}

const listTypes = new WeakMap<readonly unknown[], string>();

/** Marks an array as a slice of another element type than interface{}. */
export function typedList<T extends readonly unknown[]>(element: string, items: T): T {
  listTypes.set(items, element);
  return items;
}

/** The element type of an array. */
export const elementType = (items: readonly unknown[]): string =>
  listTypes.get(items) ?? "interface {}";

const nilLists = new WeakSet<readonly unknown[]>();

/** An empty slice that is nil, which JSON and YAML show. */
export function nilList(element = "interface {}"): unknown[] {
  const list: unknown[] = typedList(element, []);
  nilLists.add(list);
  return list;
}

/** Whether an array stands for a nil slice. */
export const isNilList = (items: readonly unknown[]): boolean =>
  items.length === 0 && nilLists.has(items);

/** What a method of a GoObject is: its parameters and what it does. */
export interface GoMethod {
  readonly params: readonly string[];
  readonly call: (...args: never[]) => unknown;
}

/** A value with fields or methods: a struct, a pointer to one, or a named type. */
export abstract class GoObject {
  abstract readonly goType: string;

  /** reflect's word for it. */
  get goKind(): string {
    return this.goType.startsWith("*") ? "ptr" : "struct";
  }

  /** The field of that name, undefined where there is none. */
  field(_name: string): unknown {
    return undefined;
  }

  /** The method of that name. */
  method(_name: string): GoMethod | undefined {
    return undefined;
  }

  /** What a template prints for it. */
  abstract text(): string;

  /** What is left of it in an interface: a struct whose methods belong to its pointer loses them. */
  get copied(): GoObject {
    return this;
  }

  /** What it is underneath, for named maps and slices; itself otherwise. */
  get plain(): unknown {
    return this;
  }

  /** What encoding/json makes of it. */
  get json(): unknown {
    return this.plain === this ? this.text() : this.plain;
  }

  /** Whether `if` takes it for true: structs always are. */
  get truth(): boolean {
    return true;
  }
}

/** The integer in a value of any integer kind; undefined for others. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof Sized ? value.value : undefined;
}

/** A named map or slice as what it is underneath. */
export const underlying = (value: unknown): unknown =>
  value instanceof GoObject ? value.plain : value;

/** Whether a value counts as true in `if`, `and`, `or` and `with`. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "function":
      return true;
    case "undefined":
      return false;
  }
  if (value === null) return false;
  if (value instanceof Map) return value.size > 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof Sized) return value.value !== 0n;
  if (value instanceof GoObject) {
    return value.plain === value ? value.truth : truth(value.plain);
  }
  if (value instanceof Complex) return value.real !== 0 || value.imaginary !== 0;
  return !(value instanceof Float32) || value.value !== 0;
}

/** The type of a value as Go's %T writes it. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "float64";
    case "undefined":
      return "<nil>";
    case "function":
      return "func()";
  }
  if (value === null) return "<nil>";
  if (value instanceof TypedMap) return value.goType;
  if (value instanceof Map) return "map[string]interface {}";
  if (Array.isArray(value)) return "[]" + elementType(value);
  if (value instanceof Uint8Array) return "[]uint8";
  if (value instanceof Sized) return value.kind;
  if (value instanceof GoObject) return value.goType;
  if (value instanceof Complex) return "complex128";
  return "float32";
}

/** The kind of a value: reflect's word. */
export function kindName(value: unknown): string {
  if (value === null || value === undefined) return "invalid";
  if (value instanceof Map) return "map";
  if (Array.isArray(value) || value instanceof Uint8Array) return "slice";
  if (value instanceof GoObject) return value.goKind;
  if (typeof value === "function") return "func";
  return typeName(value);
}

/** Keys in the order in which Go visits and prints a map. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  const keys = [...map.keys()];
  for (let i = 1; i < keys.length; i++) {
    if (compareStrings(keys[i - 1]!, keys[i]!) > 0) return keys.sort(compareStrings);
  }
  return keys;
}

const SURROGATE = /[\ud800-\udfff]/;

/** Compares as Go does: by bytes, which is by code points. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const order = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** A complex as Go prints it. */
export function showComplex(value: Complex): string {
  const imaginary = formatFloat(value.imaginary, "g", -1);
  const sign = /^[+-]/.test(imaginary) ? "" : "+";
  return `(${formatFloat(value.real, "g", -1)}${sign}${imaginary}i)`;
}
