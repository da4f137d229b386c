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

/** What a JSON pointer (RFC 6901) refers to: own fields only, `undefined` where nothing stands. */
export function at(value: unknown, pointer: string): unknown {
  let held = value;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
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
