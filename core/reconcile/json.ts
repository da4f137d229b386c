import { isMap } from "../contract/data.ts";
import { type Data, stepsOf } from "../contract/mod.ts";

export { defined, isMap } from "../contract/data.ts";

/** A copy of `value` in which a JSON pointer leads to `wanted`; `null` removes what stands there. */
export function withValue(value: Data, pointer: string, wanted: unknown): Data {
  return withStep(value, stepsOf(pointer), wanted);
}

function withStep(value: Data, [key, ...rest]: readonly string[], wanted: unknown): Data {
  if (key === undefined) return value;
  if (rest.length > 0) {
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    return { ...value, [key]: withStep(isMap(held) ? held : {}, rest, wanted) };
  }
  if (wanted !== null && wanted !== undefined) return { ...value, [key]: wanted };
  const { [key]: _removed, ...others } = value;
  return others;
}
