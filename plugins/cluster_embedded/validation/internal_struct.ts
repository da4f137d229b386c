import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { structs } from "../tables/structs.ts";

interface Field {
  /** Go's name of the field; its name in JSON, empty where the struct is embedded. */
  readonly go: string;
  readonly json: string;
  readonly kind: string;
  /** The struct, or a leaf of a type of its own; empty for plain leaves. */
  readonly type: string;
}

const known = new Map<string, readonly Field[]>();

function fieldsOf(struct: string): readonly Field[] {
  let found = known.get(struct);
  if (found === undefined) {
    found = (structs[struct] ?? "").split(" ").filter((row) => row !== "").map((row) => {
      const [go = "", json = "", kind = "", type = ""] = row.split(":");
      return { go, json, kind, type };
    });
    known.set(struct, found);
  }
  return found;
}

/** Fields of a PodSpec that the server keeps in its security context. */
const moved = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"];

/** A PodSpec as the server's own struct of it is printed in JSON: every field, in Go's order. */
export function internalPodSpec(spec: Tree): Tree {
  const host = Object.fromEntries(moved.map((field) => [field, spec[field]]));
  return structForm("PodSpec", {
    ...spec,
    securityContext: { ...treeAt(spec, "securityContext"), ...host },
  });
}

/** The same of a Pod template. */
export function internalTemplate(template: Tree): Tree {
  const metadata: Tree = { ...treeAt(template, "metadata") };
  for (const key of ["labels", "annotations"]) {
    if (isTree(metadata[key])) metadata[key] = sortedKeys(metadata[key]);
  }
  return { ...metadata, Spec: internalPodSpec(treeAt(template, "spec")) };
}

function sortedKeys(value: Tree): Tree {
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]]));
}

/** Values that a CRD's schema writes in two ways, and the server keeps in a struct with a field for each. */
const eitherWay: Readonly<Record<string, (value: unknown) => Tree>> = {
  JSONSchemaPropsOrArray: (value) =>
    Array.isArray(value) ? { jSONSchemas: value } : { schema: value },
  JSONSchemaPropsOrBool: (value) =>
    isTree(value) ? { allows: true, schema: value } : { allows: value },
  JSONSchemaPropsOrStringArray: (value) =>
    Array.isArray(value) ? { property: value } : { schema: value },
};

/** A value as the server's own struct of it is printed in JSON. */
export function structForm(struct: string, given: unknown): Tree {
  const own = eitherWay[struct]?.(given) ?? given, value = isTree(own) ? own : {};
  const result: Tree = {};
  for (const { go, json, kind, type } of fieldsOf(struct)) {
    if (json === "") Object.assign(result, structForm(type, value));
    else result[go] = fieldForm(kind, type, value[json]);
  }
  return result;
}

const zeroes: Readonly<Record<string, unknown>> = { s: "", b: false, i: 0 };
const zeroLeaves: Readonly<Record<string, unknown>> = { Quantity: "0", IntOrString: 0 };

function fieldForm(kind: string, type: string, value: unknown): unknown {
  const isStruct = type in structs;
  if (value === undefined || value === null) {
    if (kind === "o") return isStruct ? structForm(type, {}) : zeroLeaves[type];
    return zeroes[kind] ?? null;
  }
  if (Array.isArray(value) && kind === "l") {
    return isStruct ? value.map((item) => structForm(type, item)) : value;
  }
  if (kind === "m" && isTree(value)) {
    const sorted = sortedKeys(value);
    if (!isStruct) return sorted;
    return Object.fromEntries(
      Object.entries(sorted).map(([key, item]) => [key, structForm(type, item)]),
    );
  }
  return isStruct ? structForm(type, value) : value;
}
