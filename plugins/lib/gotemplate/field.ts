import type { Evaluate, Frame } from "./compile.ts";
import { type ParamType, TYPE_NAMES } from "./functions.ts";
import { convert } from "./convert.ts";
import { callFailure, fail, type Place } from "./place.ts";
import { elementType, type GoMethod, GoObject, TypedMap, typeName, underlying } from "./values.ts";

/** What a map gives for a key that it does not have. */
function absent(frame: Frame, map: ReadonlyMap<string, unknown>, name: string, place: Place) {
  const { missing } = frame.run;
  if (missing === "error") fail(place, `map has no entry for key "${name}"`);
  if (missing === "invalid") return undefined;
  return map instanceof TypedMap && map.element === "string" ? "" : null;
}

/** What a method is given, and where an error points that is about it. */
interface Argument {
  readonly run: Evaluate;
  readonly place: Place;
}

/**
 * `receiver.a.b`; a method at the end gets the arguments. `itemOf` is the slot of the collection that the receiver is an
 * item of: Go calls its type what the collection's items are.
 */
export function fieldChain(
  receiver: Evaluate,
  names: readonly string[],
  place: Place,
  args: readonly Argument[],
  itemOf?: number,
): Evaluate {
  if (args.length > 0) return withArguments(receiver, names, place, args);
  if (names.length === 1) {
    const name = names[0]!;
    return (frame) => field(frame, receiver(frame), name, place, itemType(frame, itemOf));
  }
  return (frame) => {
    let value = receiver(frame);
    let type = itemType(frame, itemOf);
    for (let i = 0; i < names.length; i++) {
      const inner = field(frame, value, names[i]!, place, type);
      type = value instanceof Map ? INTERFACE : undefined;
      value = inner;
    }
    return value;
  };
}

const INTERFACE = "interface {}";

/** The type of a collection's items where it is interface{}; other types are those of the items themselves. */
function itemType(frame: Frame, slot: number | undefined): string | undefined {
  if (slot === undefined) return undefined;
  const of = frame.slots[slot];
  if (Array.isArray(of)) return elementType(of) === INTERFACE ? INTERFACE : undefined;
  return of instanceof Map && (!(of instanceof TypedMap) || of.element === INTERFACE)
    ? INTERFACE
    : undefined;
}

function withArguments(
  receiver: Evaluate,
  names: readonly string[],
  place: Place,
  args: readonly Argument[],
): Evaluate {
  const last = names.at(-1)!;
  return (frame) => {
    let value = receiver(frame);
    for (let i = 0; i < names.length - 1; i++) value = field(frame, value, names[i]!, place);
    const method = methodOf(value, last);
    if (method) {
      return invoke(
        method,
        last,
        args.map(({ run, place }) => ({ value: run(frame), place })),
        place,
      );
    }
    if (value instanceof GoObject && value.field(last) !== undefined) {
      fail(place, `${last} has arguments but cannot be invoked as function`);
    }
    if (underlying(value) instanceof Map) fail(place, `${last} is not a method but has arguments`);
    return field(frame, value, last, place);
  };
}

const methodOf = (value: unknown, name: string): GoMethod | undefined =>
  value instanceof GoObject || value instanceof TypedMap ? value.method(name) : undefined;

/** One field of a value, as text/template finds it: a method, a field, a key. */
function field(
  frame: Frame,
  value: unknown,
  name: string,
  place: Place,
  itemType?: string,
): unknown {
  if (value instanceof Map) {
    const method = value instanceof TypedMap ? value.method(name) : undefined;
    if (method) return invoke(method, name, [], place);
    const item = value.get(name);
    return item === undefined ? absent(frame, value, name, place) : item;
  }
  if (value === undefined) return undefined;
  if (value === null) fail(place, `nil pointer evaluating interface {}.${name}`);
  if (value instanceof GoObject) return objectField(frame, value, name, place, itemType);
  return fail(place, `can't evaluate field ${name} in type ${itemType ?? typeName(value)}`);
}

function objectField(
  frame: Frame,
  value: GoObject,
  name: string,
  place: Place,
  itemType: string | undefined,
): unknown {
  const method = value.method(name);
  if (method) return invoke(method, name, [], place);
  const found = value.field(name);
  if (found !== undefined) return found;
  const { plain } = value;
  if (plain instanceof Map) return field(frame, plain, name, place);
  return fail(place, `can't evaluate field ${name} in type ${itemType ?? value.goType}`);
}

/** Calls a method with arguments that were computed as interface{}. */
function invoke(
  method: GoMethod,
  name: string,
  values: readonly { readonly value: unknown; readonly place: Place }[],
  place: Place,
): unknown {
  const { params } = method;
  const variadic = params.at(-1)?.startsWith("...") ?? false;
  const fixed = variadic ? params.length - 1 : params.length;
  if (variadic ? values.length < fixed : values.length !== fixed) {
    const wanted = `${variadic ? "at least " : ""}${fixed} got ${values.length}`;
    fail(place, `wrong number of args for ${name}: want ${wanted}`);
  }
  const checked = values.map(({ value, place: at }, i) => {
    const type = (params[i] ?? params.at(-1)!).replace("...", "");
    return type in TYPE_NAMES ? convert(type as ParamType, (v) => v, at)(value) : value;
  });
  try {
    return (method.call as (...args: unknown[]) => unknown)(...checked);
  } catch (error) {
    throw callFailure(place, name, error);
  }
}
