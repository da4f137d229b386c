/** Fields of which drift does not count (`spec.ignore` of Flux's deliveries). */
import { at, type Data, groupOf, type KubeObject, stepsOf } from "contract";
import { RE2JS } from "re2js";
import { isMap } from "contract/data.ts";
import { dataOf, ownership } from "./fields.ts";

/** The pointers that the rules name for an object. */
export function ignoredPaths(rules: readonly Data[] | undefined, object: KubeObject): string[] {
  return (rules ?? []).filter(({ target }) =>
    target === undefined || selects(dataOf(target), object)
  )
    .flatMap(({ paths }) => Array.isArray(paths) ? paths.map(String) : []);
}

function selects(target: Data, { apiVersion, kind, metadata }: KubeObject): boolean {
  const group = groupOf(apiVersion), version = apiVersion.slice(apiVersion.lastIndexOf("/") + 1);
  const { name, namespace = "" } = metadata;
  const found = { group, version, kind, name, namespace };
  return Object.entries(found).every(([key, value]) => {
    const pattern = target[key];
    return typeof pattern !== "string" || pattern === "" ||
      RE2JS.matches(`^(?:${pattern})$`, value);
  }) && fits(target["labelSelector"], metadata.labels) &&
    fits(target["annotationSelector"], metadata.annotations);
}

/** A selector as kubectl takes it: `a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b)`, joined by commas. */
export function fits(selector: unknown, labels: Readonly<Record<string, string>> = {}): boolean {
  if (typeof selector !== "string" || selector.trim() === "") return true;
  return selector.split(/,(?![^(]*\))/).every((term) => {
    const [, not, key = "", operator, value = ""] =
      /^\s*(!?)\s*([^\s=!]+)\s*(==?|!=|in\b|notin\b)?\s*(.*?)\s*$/.exec(term) ?? [];
    const held = labels[key];
    if (!operator) return (held !== undefined) !== (not === "!");
    const values = value.replace(/^\(|\)$/g, "").split(",").map((one) => one.trim());
    const is = held !== undefined && values.includes(held);
    return operator === "!=" || operator === "notin" ? !is : is;
  });
}

/** A copy without what stands at the pointers. */
export function without(object: Data, paths: readonly string[]): Data {
  return paths.reduce((value, path) => edited(value, stepsOf(path)) as Data, object);
}

/**
 * What to apply where ignored fields have drifted: the live value, or nothing where another manager applies the field.
 */
export function withIgnored(
  object: KubeObject,
  live: KubeObject,
  paths: readonly string[],
  manager: string,
): KubeObject {
  const others = ownership(live).filter((entry) =>
    entry["operation"] === "Apply" && entry["manager"] !== manager && !entry["subresource"]
  );
  const keep = (value: Data, path: string) => {
    const now = at(live, path), steps = stepsOf(path);
    if (JSON.stringify(now) === JSON.stringify(at(object, path))) return value;
    const theirs = others.some(({ fieldsV1 }) => owns(fieldsV1, steps, live));
    return edited(value, steps, theirs ? undefined : now) as Data;
  };
  return paths.reduce(keep, object as Data) as KubeObject;
}

function owns(fields: unknown, [key, ...rest]: readonly string[], value: unknown): boolean {
  if (!isMap(fields)) return false;
  if (key === undefined) return true;
  const next = dataOf(value)[key];
  if (!Array.isArray(value)) return owns(fields[`f:${key}`], rest, next);
  const item = dataOf(value[Number(key)]);
  return Object.entries(fields).some(([name, inner]) =>
    name.startsWith("k:") && owns(inner, rest, item) &&
    Object.entries(dataOf(JSON.parse(name.slice(2)))).every(([field, one]) => item[field] === one)
  );
}

function edited(value: unknown, [key, ...rest]: readonly string[], wanted?: unknown): unknown {
  if (key === undefined) return wanted;
  if (Array.isArray(value)) {
    const index = Number(key), inner = edited(value[index], rest, wanted);
    return value.flatMap((one, i) => i !== index ? [one] : inner === undefined ? [] : [inner]);
  }
  if (!isMap(value) || (value[key] === undefined && wanted === undefined)) return value;
  const { [key]: held, ...others } = value;
  const inner = edited(rest.length > 0 ? held ?? {} : held, rest, wanted);
  return inner === undefined ? others : { ...others, [key]: inner };
}
