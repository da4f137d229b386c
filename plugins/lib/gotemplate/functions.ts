import type { Run } from "./run.ts";
import type { Complex, GoMap, GoObject } from "./values.ts";

/** What a parameter takes, by Go's type: what the function gets for it. */
interface Params {
  /** interface{}: anything, nil as null. */
  any: unknown;
  /** reflect.Value: anything, no value at all as undefined. */
  value: unknown;
  string: string;
  bool: boolean;
  int: number;
  int64: bigint;
  float64: number;
  complex128: Complex;
  map: GoMap;
  list: unknown[];
  strings: string[];
  bytes: Uint8Array;
  /** Sprig's own struct. */
  certificate: GoObject;
  time: GoObject;
}

/** The names of parameter types. */
export type ParamType = keyof Params;
type Spec = ParamType | `...${ParamType}`;
type Args<P extends readonly Spec[]> = P extends readonly [infer H, ...infer R]
  ? H extends ParamType ? [Params[H], ...(R extends readonly Spec[] ? Args<R> : [])]
  : H extends `...${infer T extends ParamType}` ? Params[T][]
  : []
  : [];

/** Go's names of the parameter types, for messages. */
export const TYPE_NAMES: Readonly<Record<ParamType, string>> = {
  any: "interface {}",
  value: "reflect.Value",
  string: "string",
  bool: "bool",
  int: "int",
  int64: "int64",
  float64: "float64",
  complex128: "complex128",
  map: "map[string]interface {}",
  list: "[]interface {}",
  strings: "[]string",
  bytes: "[]uint8",
  certificate: "sprig.certificate",
  time: "time.Time",
};

/** A function that templates call. `rest` is the type of a variadic tail; `running` functions get the run first. */
export interface GoFunction {
  readonly params: readonly ParamType[];
  readonly rest?: ParamType;
  readonly running: boolean;
  readonly call: (...args: unknown[]) => unknown;
}

/** Functions by name. */
export type Functions = ReadonlyMap<string, GoFunction>;

function build(specs: readonly Spec[], running: boolean, call: unknown): GoFunction {
  const last = specs.at(-1);
  const variadic = last?.startsWith("...") ?? false;
  return {
    params: (variadic ? specs.slice(0, -1) : specs) as ParamType[],
    ...(variadic ? { rest: last!.slice(3) as ParamType } : {}),
    running,
    call: call as GoFunction["call"],
  };
}

/** A function of the given parameters: `define(["int", "...any"], (count, ...rest) => …)`. */
export function define<const P extends readonly Spec[]>(
  params: P,
  call: (...args: Args<P>) => unknown,
): GoFunction {
  return build(params, false, call);
}

/** A function that needs the run it is called in: its templates, its limits. */
export function defineRunning<const P extends readonly Spec[]>(
  params: P,
  call: (run: Run, ...args: Args<P>) => unknown,
): GoFunction {
  return build(params, true, call);
}
