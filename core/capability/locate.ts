import { allAt, type Found } from "../contract/pointer.ts";
import type { KubeObject } from "schemas/plugin/objects.ts";
import type { Lent } from "./call.ts";

/** A value that a manifest's pointer leads to, with the object that it stands in. */
export interface Located extends Found {
  readonly object: KubeObject;
}

/**
 * All values that a pattern leads to: `/spec/url`, `/spec/list/*`, or `source:/spec/url` in the inputs of that name. The
 * pointers found have `*` filled in and the input's name before them.
 */
export function locate(pattern: string, lent: Lent): readonly Located[] {
  const { input, path } = splitPointer(pattern);
  return objectsOf(input, lent).flatMap((object) =>
    allAt(object, path).map(({ pointer, value }) => ({
      object,
      value,
      pointer: input === undefined ? pointer : `${input}:${pointer}`,
    }))
  );
}

/** Whether a pointer with `*` filled in is one of the pattern's, wherever it leads. */
export function isInstance(pattern: string, pointer: string): boolean {
  const held = splitPointer(pattern), one = splitPointer(pointer);
  const steps = held.path.split("/"), own = one.path.split("/");
  return held.input === one.input && steps.length === own.length &&
    steps.every((step, i) => step === "*" ? /^\d+$/.test(own[i]!) : step === own[i]);
}

function splitPointer(pointer: string): { input: string | undefined; path: string } {
  const found = /^([a-zA-Z][a-zA-Z0-9-]*):(.*)$/s.exec(pointer);
  return found ? { input: found[1]!, path: found[2]! } : { input: undefined, path: pointer };
}

function objectsOf(
  input: string | undefined,
  { object, inputs = {} }: Lent,
): readonly KubeObject[] {
  if (input === undefined) return [object];
  return Object.hasOwn(inputs, input) ? inputs[input]! : [];
}
