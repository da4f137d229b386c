/** Where two states of an object differ, for a person to read: no value of a Secret is in it. */
import { isMap } from "../../contract/data.ts";
import type { Data, KubeObject } from "../../contract/mod.ts";

export interface Difference {
  readonly [part: string]: unknown;
  /** As in `spec.template.spec.containers[web].image`. */
  readonly path: string;
  /** Absent where it is added. */
  readonly before?: unknown;
  /** Absent where it is removed. */
  readonly after?: unknown;
}

/** What of an object the server alone writes. */
const ofServer = [
  "managedFields",
  "resourceVersion",
  "uid",
  "generation",
  "creationTimestamp",
  "selfLink",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
];
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
/** What items of lists are told apart by, as the API server's own lists are keyed. */
const keys = ["name", "mountPath", "containerPort", "port", "key", "type", "ip"];

/** What a person sees of an object: neither its status nor what the server notes of it. */
export function shown(object: KubeObject): KubeObject {
  const { status: _, metadata, ...rest } = object as KubeObject & Data;
  const own = Object.entries(metadata).filter(([key]) => !ofServer.includes(key));
  return { ...rest, metadata: Object.fromEntries(own) as KubeObject["metadata"] } as KubeObject;
}

/** Every place where the two differ, in the order in which the later one is written; Secrets are masked. */
export function differences(before: KubeObject, after: KubeObject): readonly Difference[] {
  const [from, to] = masked(shown(before), shown(after));
  return between("", from, to);
}

/** An object that stands for itself, with its secrets masked. */
export function maskedAlone(object: KubeObject): KubeObject {
  return masked(shown(object), shown(object))[0]!;
}

/** The values of Secrets as stars, which tell only whether they differ. */
function masked(before: KubeObject, after: KubeObject): readonly [KubeObject, KubeObject] {
  if (before.kind !== "Secret" || before.apiVersion !== "v1") return [before, after];
  const stars = (object: KubeObject, other: KubeObject, when: string): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, ...hidden(object.metadata.annotations) },
    ...Object.fromEntries(
      ["data", "stringData"].filter((field) => isMap(object[field])).map((field) => {
        const mine = object[field] as Data, its = (other[field] ?? {}) as Data;
        const cell = (key: string) => mine[key] === its[key] ? "*****" : `***** (${when})`;
        return [field, Object.fromEntries(Object.keys(mine).map((key) => [key, cell(key)]))];
      }),
    ),
  } as KubeObject);
  return [stars(before, after, "before"), stars(after, before, "after")];
}

/** kubectl keeps the whole object, values and all, in an annotation. */
function hidden(annotations: Readonly<Record<string, string>> | undefined) {
  if (annotations?.[lastApplied] === undefined) return {};
  return { annotations: { ...annotations, [lastApplied]: "*****" } };
}

function between(path: string, before: unknown, after: unknown): readonly Difference[] {
  if (isMap(before) && isMap(after)) {
    const all = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...all].flatMap((key) => between(joined(path, key), before[key], after[key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) return inLists(path, before, after);
  if (before === after) return [];
  return [{ path, ...before !== undefined && { before }, ...after !== undefined && { after } }];
}

function inLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly Difference[] {
  const key = keys.find((key) => isKeyedBy(before, key) && isKeyedBy(after, key));
  const named = (list: readonly unknown[]) =>
    new Map(list.map((item, i) => [String(key === undefined ? i : (item as Data)[key]), item]));
  const from = named(before), to = named(after);
  const all = new Set([...to.keys(), ...from.keys()]);
  return [...all].flatMap((name) => between(`${path}[${name}]`, from.get(name), to.get(name)));
}

/** Whether all items are maps that differ in that key. */
function isKeyedBy(list: readonly unknown[], key: string): boolean {
  const values = list.map((item) => isMap(item) ? item[key] : undefined);
  return values.every((value) => value !== undefined) && new Set(values).size === values.length;
}

/** Keys with dots stand in quotes: `metadata.labels."app.kubernetes.io/name"`. */
function joined(path: string, key: string): string {
  const written = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return path === "" ? written : `${path}.${written}`;
}
