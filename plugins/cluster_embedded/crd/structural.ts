import { isTree, type Tree } from "../json/tree.ts";
import { builtinNode } from "../types/builtin.ts";
import { anyNode, type Field, type TypeNode } from "../types/node.ts";

const metaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** The type of a custom resource, from its version's schema. */
export function customNode(schema: Tree): TypeNode {
  return rootNode(schema);
}

function rootNode(schema: Tree): TypeNode {
  const node = structNode(schema);
  const fields = new Map(node.fields);
  const plain = (name: string, type: TypeNode): Field => ({
    name,
    type,
    pointer: false,
    omit: "empty",
    required: false,
  });
  fields.set("apiVersion", plain("apiVersion", { kind: "string", name: "string" }));
  fields.set("kind", plain("kind", { kind: "string", name: "string" }));
  fields.set("metadata", plain("metadata", builtinNode(metaName)));
  return { ...node, fields };
}

/** The type that a schema describes. */
export function nodeOfSchema(schema: Tree): TypeNode {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return { kind: "string", name: "intOrString", format: "intOrString" };
  }
  switch (schema.type) {
    case "object":
      return objectNode(schema);
    case "array":
      return listNode(schema);
    case "string":
      return { kind: "string", name: "string" };
    case "integer":
      return { kind: "integer", name: "int64", format: "int64" };
    case "number":
      return { kind: "number", name: "float64" };
    case "boolean":
      return { kind: "boolean", name: "bool" };
    default:
      return anyNode();
  }
}

function objectNode(schema: Tree): TypeNode {
  if (schema["x-kubernetes-embedded-resource"] === true) return embeddedNode(schema);
  const values = schema.additionalProperties;
  if (isTree(values)) {
    return { kind: "map", name: "map", items: nodeOfSchema(values), ...atomic(schema) };
  }
  if (values === true) return { kind: "map", name: "map", items: anyNode(), ...atomic(schema) };
  if (!isTree(schema.properties)) {
    if (schema["x-kubernetes-preserve-unknown-fields"] === true) {
      return { ...anyNode(), ...atomic(schema) };
    }
    return { kind: "map", name: "map", items: anyNode(), ...atomic(schema) };
  }
  return structNode(schema);
}

function embeddedNode(schema: Tree): TypeNode {
  return { ...rootNode(schema), ...atomic(schema) };
}

function structNode(schema: Tree): TypeNode {
  const fields = new Map<string, Field>();
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (
    const [name, property] of Object.entries(isTree(schema.properties) ? schema.properties : {})
  ) {
    if (!isTree(property)) continue;
    fields.set(name, {
      name,
      type: nodeOfSchema(property),
      pointer: true,
      omit: "empty",
      required: required.includes(name),
      ...(property.default === undefined ? {} : { default: property.default }),
    });
  }
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    kind: "struct",
    name: "object",
    fields,
    ...atomic(schema),
    ...(open ? { open, items: anyNode() } : {}),
  };
}

function atomic(schema: Tree): { atomic?: true } {
  return schema["x-kubernetes-map-type"] === "atomic" ? { atomic: true } : {};
}

function listNode(schema: Tree): TypeNode {
  const items = isTree(schema.items) ? nodeOfSchema(schema.items) : anyNode();
  const listType = schema["x-kubernetes-list-type"] ?? "atomic";
  const keys = schema["x-kubernetes-list-map-keys"];
  return {
    kind: "list",
    name: "list",
    items,
    listType: listType as "atomic",
    ...(Array.isArray(keys) ? { listKeys: keys as string[] } : {}),
  };
}
