import { types as table } from "../tables/types.ts";
import type { Field, Format, TypeNode } from "./node.ts";

/** An OpenAPI definition or property of tables/types.ts. */
export interface Definition {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Definition;
  readonly additionalProperties?: Definition;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly required?: readonly string[];
  readonly go?: string;
  readonly omit?: 1 | 2;
  readonly pb?: string;
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** All definitions by their OpenAPI name. */
export const definitions = table as Readonly<Record<string, Definition>>;

const formats: Readonly<Record<string, Format>> = {
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "microtime",
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intOrString",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "raw",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "raw",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "schemaOrBool",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "schemaOrList",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray":
    "schemaOrStrings",
};
const schemaProps = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
const nodes = new Map<string, TypeNode>();

/** The type of an OpenAPI definition, made at first use. Throws where the name is unknown. */
export function builtinNode(name: string): TypeNode {
  const known = nodes.get(name);
  if (known !== undefined) return known;
  const definition = definitions[name];
  if (definition === undefined) {
    throw new Error(`Cannot find the type ${name}: it is not in the table`);
  }
  const goName = name.split(".").slice(-2).join(".");
  const format = formats[name];
  if (format !== undefined) {
    const needsProps = format.startsWith("schemaOr");
    const node = scalar(format, goName, needsProps);
    nodes.set(name, node);
    return node;
  }
  const fields = new Map<string, Field>();
  const node: TypeNode = {
    kind: "struct",
    name: goName,
    fields,
    ...(definition["x-kubernetes-map-type"] === "atomic" ? { atomic: true } : {}),
  };
  nodes.set(name, node);
  for (const [key, property] of Object.entries(definition.properties ?? {})) {
    fields.set(key, {
      ...fieldOf(key, property, definition.required?.includes(key) ?? false),
      ...inlinedIn(goName, key),
    });
  }
  return node;
}

/** Structs that embed another one, whose name Go's messages have; but for the fields of their own. */
const embedding: Readonly<Record<string, { readonly name: string; readonly own: string[] }>> = {
  "v1.Volume": { name: "VolumeSource", own: ["name"] },
  "v1.PersistentVolumeSpec": {
    name: "PersistentVolumeSource",
    own: [
      ...["capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "nodeAffinity"],
      ...["storageClassName", "mountOptions", "volumeMode", "volumeAttributesClassName"],
    ],
  },
  "v1.Probe": {
    name: "ProbeHandler",
    own: [
      ...["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold"],
      ...["failureThreshold", "terminationGracePeriodSeconds"],
    ],
  },
  "v1.IngressRule": { name: "IngressRuleValue", own: ["host"] },
  "v1.RuleWithOperations": { name: "Rule", own: ["operations"] },
  "v1.NamedRuleWithOperations": { name: "RuleWithOperations", own: ["resourceNames"] },
  ...Object.fromEntries(
    [
      ...["ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource", "SecretEnvSource"],
      ...["ConfigMapProjection", "SecretProjection", "ConfigMapVolumeSource"],
    ].map((name) => [`v1.${name}`, {
      name: "LocalObjectReference",
      own: ["key", "optional", "items", "defaultMode"],
    }]),
  ),
};

function inlinedIn(struct: string, field: string): { readonly inlined?: string } {
  const embedded = embedding[struct];
  if (embedded === undefined || embedded.own.includes(field)) return {};
  const below = inlinedIn(`v1.${embedded.name}`, field).inlined;
  return { inlined: below === undefined ? embedded.name : `${embedded.name}.${below}` };
}

function scalar(format: Format, name: string, needsProps: boolean): TypeNode {
  if (needsProps) {
    return {
      kind: "any",
      name,
      format,
      get items() {
        return builtinNode(schemaProps);
      },
    };
  }
  return { kind: format === "raw" ? "any" : "string", name, format };
}

function fieldOf(name: string, property: Definition, required: boolean): Field {
  const go = property.go ?? "";
  const mergeKey = property["x-kubernetes-patch-merge-key"];
  const strategy = property["x-kubernetes-patch-strategy"];
  return {
    name,
    type: nodeOf(property, go),
    pointer: go.startsWith("*"),
    omit: property.omit === 2 ? "zero" : property.omit === 1 || go === "" ? "empty" : "no",
    required,
    ...(property.pb === undefined ? {} : { wire: property.pb.split(".").map(Number) }),
    ...(mergeKey === undefined ? {} : { mergeKey }),
    ...(strategy === undefined ? {} : { strategies: strategy.split(",") }),
  };
}

function nodeOf(property: Definition, go: string): TypeNode {
  const name = go.replace(/^\*/, "");
  if (property.$ref !== undefined) return builtinNode(property.$ref);
  if (property.type === "array") return listNode(property, name);
  if (property.type === "object") return mapNode(property, name);
  const options = property.enum === undefined ? {} : { enum: property.enum };
  if (property.type === "integer") {
    return { kind: "integer", name, format: property.format === "int64" ? "int64" : "int32" };
  }
  if (property.type === "number") return { kind: "number", name };
  if (property.type === "boolean") return { kind: "boolean", name };
  if (property.format === "byte") return { kind: "string", name: "[]uint8", format: "bytes" };
  return { kind: "string", name: name === "" ? "string" : name, ...options };
}

function listNode(property: Definition, name: string): TypeNode {
  const keys = property["x-kubernetes-list-map-keys"];
  return {
    kind: "list",
    name,
    items: nodeOf(property.items ?? {}, name.replace(/^\[\]/, "")),
    listType: property["x-kubernetes-list-type"] ?? "atomic",
    ...(keys === undefined ? {} : { listKeys: keys }),
  };
}

function mapNode(property: Definition, name: string): TypeNode {
  const items = property.additionalProperties;
  return {
    kind: "map",
    name,
    items: items === undefined
      ? { kind: "any", name: "interface {}" }
      : nodeOf(items, name.replace(/^map\[\w+\]/, "")),
    ...(property["x-kubernetes-map-type"] === "atomic" ? { atomic: true } : {}),
  };
}
