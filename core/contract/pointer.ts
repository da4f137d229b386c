import type { Data, KubeObject, ObjectRef } from "schemas/plugin/objects.ts";

/** The reference of an object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `group` of an apiVersion: `apps` of `apps/v1`, empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The keys that a JSON pointer (RFC 6901) leads through. */
export function stepsOf(pointer: string): string[] {
  return pointer.split("/").slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a JSON pointer (RFC 6901) refers to: own fields only, `undefined` where nothing stands. */
export function at(value: unknown, pointer: string): unknown {
  let held = value;
  for (const key of stepsOf(pointer)) {
    if (typeof held !== "object" || held === null || !Object.hasOwn(held, key)) return undefined;
    held = (held as Data)[key];
  }
  return held;
}

/** All that a pointer with `*` for every element of a list refers to, with the exact pointer of each. */
export function allAt(value: unknown, pointer: string): readonly Found[] {
  let found: Found[] = [{ pointer: "", value }];
  for (const step of pointer.split("/").slice(1)) {
    found = found.flatMap((one) => step === "*" ? elements(one) : [child(one, step)]);
  }
  return found.filter((one) => one.value !== undefined);
}

export interface Found {
  readonly pointer: string;
  readonly value: unknown;
}

function elements({ pointer, value }: Found): Found[] {
  if (!Array.isArray(value)) return [];
  return value.map((element, i) => ({ pointer: `${pointer}/${i}`, value: element }));
}

function child({ pointer, value }: Found, step: string): Found {
  return { pointer: `${pointer}/${step}`, value: at(value, `/${step}`) };
}

/** A value that a pattern leads to, with the object that it stands in. */
export interface Located extends Found {
  readonly holder: KubeObject;
}

/**
 * All values that a manifest's pattern leads to: `/spec/url`, `/spec/list/*`, or `source:/spec/url` in the inputs of that name.
 * The pointers found have `*` filled in and the input's name before them.
 */
export function located(
  object: KubeObject,
  pattern: string,
  inputs: Readonly<Record<string, readonly KubeObject[]>> = {},
): readonly Located[] {
  const { input, path } = splitPattern(pattern);
  const holders = input === "" ? [object] : Object.hasOwn(inputs, input) ? inputs[input]! : [];
  return holders.flatMap((holder) =>
    allAt(holder, path).map(({ pointer, value }) => ({
      holder,
      value,
      pointer: input === "" ? pointer : `${input}:${pointer}`,
    }))
  );
}

/** Whether a pointer with `*` filled in is one of the pattern's, wherever it leads. */
export function isInstance(pattern: string, pointer: string): boolean {
  const held = splitPattern(pattern), one = splitPattern(pointer);
  const steps = held.path.split("/"), own = one.path.split("/");
  return held.input === one.input && steps.length === own.length &&
    steps.every((step, i) => step === "*" ? /^\d+$/.test(own[i]!) : step === own[i]);
}

/** The input's name, empty for the object itself, and the pointer in it. */
function splitPattern(pattern: string): { readonly input: string; readonly path: string } {
  const [, input = "", path = ""] = /^(?:([a-zA-Z][a-zA-Z0-9-]*):)?(.*)$/s.exec(pattern) ?? [];
  return { input, path };
}
