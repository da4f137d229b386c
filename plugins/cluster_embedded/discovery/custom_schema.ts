import { isTree, type Tree } from "../json/tree.ts";
import { type Resource } from "../registry/resource.ts";
import { definitions } from "../types/builtin.ts";

/** The schema name of a resource's kind. */
export function schemaName(resource: Resource): string {
  if (resource.custom === undefined) {
    for (const [name, definition] of Object.entries(definitions)) {
      const kinds = definition["x-kubernetes-group-version-kind"] ?? [];
      if (kinds.length !== 1) continue;
      const [gvk] = kinds;
      if (
        gvk!.group === resource.group && gvk!.version === resource.version &&
        gvk!.kind === resource.kind
      ) {
        return name;
      }
    }
  }
  return `${resource.group.split(".").reverse().join(".")}.${resource.version}.${resource.kind}`;
}

const conventions =
  "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
/** What a real server says of these fields in the schema of every custom resource. */
const apiVersionText =
  `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${conventions}#resources`;
const kindText =
  `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`;
const metadataText = `Standard object's metadata. More info: ${conventions}#metadata`;

/** The list of a custom kind. */
export function customListSchema(resource: Resource, prefix: string): Tree {
  const { group, version, listKind } = resource;
  return {
    type: "object",
    required: ["items"],
    properties: {
      apiVersion: { type: "string", description: apiVersionText },
      kind: { type: "string", description: kindText },
      items: { type: "array", items: { $ref: prefix + schemaName(resource) } },
    },
    "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
  };
}

export function customSchema(resource: Resource, prefix: string): Tree {
  const schema = resource.custom!.version.schema as Tree | undefined;
  const own = isTree(schema?.openAPIV3Schema) ? schema.openAPIV3Schema : {};
  const reference = { $ref: `${prefix}io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` };
  const v3 = prefix.startsWith("#/components");
  const meta = { description: metadataText, ...(v3 ? { allOf: [reference] } : reference) };
  const { group, version, kind } = resource;
  return {
    ...own,
    type: "object",
    properties: {
      ...(isTree(own.properties) ? own.properties : {}),
      apiVersion: { type: "string", description: apiVersionText },
      kind: { type: "string", description: kindText },
      metadata: meta,
    },
    "x-kubernetes-group-version-kind": [{ group, kind, version }],
  };
}
