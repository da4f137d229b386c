import type { Data, KubeObject } from "contract";
import { table } from "./tables/fields.ts";

/** Fields of a type, each with the number of its own type, or -1. */
type Fields = Readonly<Record<string, number>>;

let parsed: { readonly kinds: Readonly<Record<string, number>>; readonly types: readonly Fields[] };

/** Kinds that Flux does not pass through their types (fluxcd/pkg ssa, normalize.go). */
const whole = ["Role", "ClusterRole"];

/** Lists as their items; kustomize's own configuration left out. */
export function expanded(objects: readonly KubeObject[]): KubeObject[] {
  return objects.flatMap((object) => {
    if (object.apiVersion.startsWith("kustomize.config.k8s.io/")) return [];
    const { items } = object as { items?: unknown };
    if (!object.kind.endsWith("List") || !Array.isArray(items)) return [object];
    return expanded(items as KubeObject[]);
  });
}

/**
 * An object as it is after a way through Go's type of its kind: fields that the type lacks are gone, and the status; ports have
 * a protocol, and what a Secret has as text is data. Kinds that are not built in keep everything.
 */
export function normalized(object: KubeObject): KubeObject {
  parsed ??= JSON.parse(table);
  const number = parsed.kinds[`${object.apiVersion}/${object.kind}`];
  const { creationTimestamp: _, ...metadata } = object.metadata;
  if (number === undefined || whole.includes(object.kind)) return { ...object, metadata };
  const { status: __, ...known } = only(object, number) as Data;
  return withData({ ...known, metadata } as KubeObject);
}

function only(value: unknown, number: number): unknown {
  if (number < 0) return value;
  if (Array.isArray(value)) return value.map((item) => only(item, number));
  if (!isMap(value)) return value;
  const fields = parsed.types[number]!;
  const kept = Object.entries(value)
    .filter(([key, held]) => Object.hasOwn(fields, key) && held !== null)
    .map(([key, held]) => [key, only(held, fields[key]!)] as const);
  return withProtocol(Object.fromEntries(kept), fields);
}

/** Ports of containers and Services are told apart by it. */
function withProtocol(value: Data, fields: Fields): Data {
  const isPort = "protocol" in fields && ("containerPort" in fields || "targetPort" in fields);
  return isPort && !value["protocol"] ? { ...value, protocol: "TCP" } : value;
}

function withData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object as KubeObject & { stringData?: unknown };
  if (object.kind !== "Secret" || !isMap(stringData)) return object;
  const encode = (text: unknown) => new TextEncoder().encode(String(text)).toBase64();
  const added = Object.entries(stringData).map(([key, value]) => [key, encode(value)] as const);
  return { ...rest, data: { ...rest["data"] as Data, ...Object.fromEntries(added) } } as KubeObject;
}

function isMap(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
