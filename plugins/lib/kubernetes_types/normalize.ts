import { at, type Data, isMap, type KubeObject } from "contract";
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
 * a protocol, and what a Secret has as text is data. Kinds that are not built in lose their status alone.
 */
export function normalized(object: KubeObject): KubeObject {
  parsed ??= JSON.parse(table);
  const number = parsed.kinds[`${object.apiVersion}/${object.kind}`];
  const { creationTimestamp: _, ...metadata } = object.metadata;
  if (whole.includes(object.kind)) return { ...object, metadata };
  if (isDefinition(object)) return withSoundBundle({ ...object, metadata });
  const known = number === undefined ? object : only(object, number) as Data;
  const { status: __, ...rest } = known;
  return withData({ ...rest, metadata } as KubeObject);
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

function isDefinition({ apiVersion, kind }: KubeObject): boolean {
  return kind === "CustomResourceDefinition" && apiVersion.startsWith("apiextensions.k8s.io/");
}

/** A definition without the bundle of its conversion webhook where that holds no certificate: the API server refuses those. */
function withSoundBundle(object: KubeObject): KubeObject {
  const config = at(object, "/spec/conversion/webhook/clientConfig");
  if (!isMap(config)) return object;
  const { caBundle, ...others } = config;
  if (typeof caBundle !== "string" || caBundle === "" || isBundle(caBundle)) return object;
  const spec = object["spec"] as Data, conversion = spec["conversion"] as Data;
  const webhook = { ...conversion["webhook"] as Data, clientConfig: others };
  return { ...object, spec: { ...spec, conversion: { ...conversion, webhook } } };
}

function isBundle(text: string): boolean {
  try {
    return atob(text).includes("-----BEGIN CERTIFICATE-----");
  } catch {
    return false;
  }
}

function withData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object as KubeObject & { stringData?: unknown };
  if (object.kind !== "Secret" || !isMap(stringData)) return object;
  const encode = (text: unknown) => new TextEncoder().encode(String(text)).toBase64();
  const added = Object.entries(stringData).map(([key, value]) => [key, encode(value)] as const);
  return { ...rest, data: { ...rest["data"] as Data, ...Object.fromEntries(added) } } as KubeObject;
}
