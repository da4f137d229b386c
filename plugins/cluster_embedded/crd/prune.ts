import { builtinNode } from "../types/builtin.ts";
import { isTree, type Tree } from "../json/tree.ts";

/** Drops what the schema does not declare; answers the paths of what is gone. */
export function prune(object: Tree, schema: Tree): string[] {
  const unknown: string[] = [];
  pruneTree(object, schema, "", unknown, true);
  return unknown;
}

function pruneValue(
  value: unknown,
  schema: Tree | undefined,
  path: string,
  unknown: string[],
): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    const items = isTree(schema.items) ? schema.items : undefined;
    value.forEach((item, i) => pruneValue(item, items ?? openIf(schema), `${path}[${i}]`, unknown));
  } else if (isTree(value)) {
    pruneTree(value, schema, path, unknown, schema["x-kubernetes-embedded-resource"] === true);
  }
}

/** What holds for items of a schema that says nothing of them. */
function openIf(schema: Tree): Tree | undefined {
  return schema["x-kubernetes-preserve-unknown-fields"] === true ? undefined : {};
}

function pruneTree(
  value: Tree,
  schema: Tree,
  path: string,
  unknown: string[],
  resource: boolean,
): void {
  const properties = isTree(schema.properties) ? schema.properties : {};
  const others = schema.additionalProperties;
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || others === true;
  for (const key of Object.keys(value)) {
    if (resource && (key === "apiVersion" || key === "kind")) continue;
    if (resource && key === "metadata") {
      if (path !== "") pruneMeta(value.metadata, `${path}.metadata`, unknown);
      continue;
    }
    const below = path === "" ? key : `${path}.${key}`;
    const property = properties[key];
    if (isTree(property)) pruneValue(value[key], property, below, unknown);
    else if (isTree(others)) pruneValue(value[key], others, below, unknown);
    else if (!open) {
      delete value[key];
      unknown.push(below);
    }
  }
}

/** Metadata of an embedded object keeps the fields that metadata has. */
function pruneMeta(metadata: unknown, path: string, unknown: string[]): void {
  const fields = builtinNode("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").fields!;
  if (!isTree(metadata)) return;
  for (const key of Object.keys(metadata)) {
    if (metadata[key] === null) delete metadata[key];
    if (fields.has(key)) continue;
    delete metadata[key];
    unknown.push(`${path}.${key}`);
  }
}

/** The schema of what stands at a key of an object. */
function schemaAt(schema: Tree, key: string): Tree | undefined {
  const { properties, additionalProperties } = schema;
  const property = isTree(properties) ? properties[key] : undefined;
  if (isTree(property)) return property;
  return isTree(additionalProperties) ? additionalProperties : undefined;
}

function isForbiddenNull(value: unknown, schema: Tree | undefined): boolean {
  return value === null && schema !== undefined && schema.nullable !== true;
}

/** Drops nulls from objects where the schema does not take them and no default would replace them. */
export function pruneNulls(value: unknown, schema: Tree | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, isTree(schema.items) ? schema.items : undefined);
  } else if (isTree(value)) {
    for (const key in value) {
      const below = schemaAt(schema, key);
      if (isForbiddenNull(value[key], below) && below!.default === undefined) delete value[key];
      else pruneNulls(value[key], below);
    }
  }
}

/** Fills in defaults, also for nulls that the schema does not take. */
export function applyDefaults(value: unknown, schema: Tree): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!isTree(items)) return;
    value.forEach((item, i) => {
      if (isForbiddenNull(item, items)) value[i] = structuredClone(items.default ?? null);
      applyDefaults(value[i], items);
    });
    return;
  }
  if (!isTree(value)) return;
  const properties = isTree(schema.properties) ? schema.properties : {};
  for (const key in properties) {
    const property = properties[key];
    if (!isTree(property) || property.default === undefined) continue;
    if (value[key] === undefined || isForbiddenNull(value[key], property)) {
      value[key] = structuredClone(property.default);
    }
  }
  for (const key in value) {
    const below = schemaAt(schema, key);
    if (below === undefined) continue;
    if (isForbiddenNull(value[key], below)) value[key] = structuredClone(below.default ?? null);
    applyDefaults(value[key], below);
  }
}
