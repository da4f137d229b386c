import type { Api } from "../api.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { definitions } from "../types/builtin.ts";
import { customListSchema, customSchema, schemaName } from "./custom_schema.ts";

const methods: Readonly<Record<string, string>> = {
  get: "get",
  list: "get",
  create: "post",
  update: "put",
  patch: "patch",
  delete: "delete",
  deletecollection: "delete",
};

/** A definition without what only the server needs. */
function published(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => published(item, prefix));
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "go" || key === "omit" || key === "pb") continue;
    if (key === "$ref" && typeof item === "string") result.$ref = prefix + item;
    else result[key] = published(item, prefix);
  }
  return result;
}

function pathsOf(resource: Resource, prefix: string, v3: boolean): [string, Tree][] {
  const root = resource.group === ""
    ? `/api/${resource.version}`
    : `/apis/${groupVersion(resource)}`;
  const base = resource.namespaced
    ? `${root}/namespaces/{namespace}/${resource.plural}`
    : `${root}/${resource.plural}`;
  const { group, version, kind } = resource;
  const gvk = { group, version, kind };
  const schema = { $ref: prefix + schemaName(resource) };
  const collection: Tree = {}, single: Tree = {};
  for (const verb of resource.verbs) {
    const method = methods[verb];
    if (method === undefined) continue;
    const place = ["list", "create", "deletecollection"].includes(verb) ? collection : single;
    place[method] = operation(verb, gvk, schema, v3);
  }
  return [[base, collection], [`${base}/{name}`, single]];
}

const patchParameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map((name) => ({
  name,
  in: "query",
  schema: { type: name === "force" ? "boolean" : "string" },
}));

function operation(verb: string, gvk: Tree, schema: Tree, v3: boolean): Tree {
  const action = verb === "create" ? "post" : verb === "update" ? "put" : verb;
  const response = v3
    ? { description: "OK", content: { "application/json": { schema } } }
    : { description: "OK", schema };
  return {
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": gvk,
    parameters: patchParameters.map((p) =>
      v3 ? p : { name: p.name, in: p.in, type: p.schema.type }
    ),
    responses: { "200": response },
  };
}

/** The whole document of OpenAPI v2. */
export function openapiV2(api: Api): Tree {
  const prefix = "#/definitions/";
  const schemas: Tree = published(definitions, prefix) as Tree;
  const paths: Tree = {};
  for (const resource of api.registry.all()) {
    if (resource.custom !== undefined) {
      schemas[schemaName(resource)] = customSchema(resource, prefix);
    }
    for (const [path, item] of pathsOf(resource, prefix, false)) paths[path] = item;
  }
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: "v1.36.3" },
    paths,
    definitions: schemas,
  };
}

/** The index of OpenAPI v3: one document a group and version. */
export function openapiV3Index(api: Api): Tree {
  const paths: Tree = {};
  for (const path of ["version", "api", "apis", ".well-known/openid-configuration"]) {
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${"0".repeat(32)}` };
  }
  for (const { group, version } of api.registry.all()) {
    const path = group === "" ? `api/${version}` : `apis/${group}/${version}`;
    paths[path] ??= {
      serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(api, group, version)}`,
    };
  }
  return { paths };
}

/** Changes when the resources of a group and version change. */
function hashOf(api: Api, group: string, version: string): string {
  let hash = 5381n;
  for (const resource of api.registry.all()) {
    if (resource.group !== group || resource.version !== version) continue;
    const text = resource.custom === undefined
      ? resource.plural
      : JSON.stringify(resource.custom.version);
    for (let i = 0; i < text.length; i++) {
      hash = (hash * 33n + BigInt(text.charCodeAt(i))) & 0xffffffffffffffffn;
    }
  }
  return hash.toString(16).toUpperCase().padStart(32, "0");
}

/** The document of OpenAPI v3 for a group and version, or undefined where it is not served. */
export function openapiV3(api: Api, group: string, version: string): Tree | undefined {
  if (!api.registry.hasVersion(group, version)) return undefined;
  const prefix = "#/components/schemas/";
  const paths: Tree = {}, schemas: Tree = {};
  for (const resource of api.registry.all()) {
    if (resource.group !== group || resource.version !== version) continue;
    for (const [path, item] of pathsOf(resource, prefix, true)) paths[path] = item;
    const name = schemaName(resource);
    if (resource.custom === undefined) collect(name, schemas, prefix);
    else {
      schemas[name] = customSchema(resource, prefix);
      schemas[name.replace(/[^.]+$/, resource.listKind)] = customListSchema(resource, prefix);
    }
  }
  collect("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", schemas, prefix);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.36.3" },
    paths,
    components: { schemas },
  };
}

/** What is a string or a number is only v3 able to say. */
const ofTwoTypes: Readonly<Record<string, Tree>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
    format: "int-or-string",
    oneOf: [{ type: "integer" }, { type: "string" }],
  },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": {
    oneOf: [{ type: "string" }, { type: "number" }],
  },
};

/** A definition and all that it refers to; references stand in allOf, as the server writes them. */
function collect(name: string, into: Tree, prefix: string): void {
  if (into[name] !== undefined || definitions[name] === undefined) return;
  const copy = published(ofTwoTypes[name] ?? definitions[name], "") as Tree;
  into[name] = copy;
  visit(copy, (ref) => collect(ref, into, prefix), prefix);
}

function visit(value: unknown, found: (ref: string) => void, prefix: string): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, found, prefix));
  if (!isTree(value)) return;
  const ref = value.$ref;
  if (typeof ref === "string" && !ref.startsWith("#")) {
    found(ref);
    value.$ref = prefix + ref;
  }
  for (const key in value) if (key !== "$ref") visit(value[key], found, prefix);
}
