import { isMap } from "../contract/data.ts";
import type { Data } from "../contract/mod.ts";

export { defined, isMap } from "../contract/data.ts";

/** A copy of `value` in which a JSON pointer leads to `wanted`; `null` removes what stands there. */
export function withValue(value: Data, pointer: string, wanted: unknown): Data {
  const [step, ...rest] = pointer.split("/").slice(1);
  if (step === undefined) return value;
  const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
  if (rest.length > 0) {
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    const inner = withValue(isMap(held) ? held : {}, `/${rest.join("/")}`, wanted);
    return { ...value, [key]: inner };
  }
  if (wanted !== null && wanted !== undefined) return { ...value, [key]: wanted };
  const { [key]: _removed, ...others } = value;
  return others;
}

/** Whether all that `wanted` says stands in `live`; lists have to be equal in length. */
export function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(live) && live.length === wanted.length &&
      wanted.every((one, i) => contains(live[i], one));
  }
  if (!isMap(wanted)) return live === wanted;
  return isMap(live) && Object.entries(wanted).every(([key, one]) => contains(live[key], one));
}
