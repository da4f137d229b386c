/** The shape of a value, from Go's structs or from a CRD's schema: what decoding, patches and apply read. */
export interface TypeNode {
  readonly kind: "struct" | "map" | "list" | "string" | "integer" | "number" | "boolean" | "any";
  /** Go's name of the type, as in messages: `v1.Container`, `map[string]string`. */
  readonly name: string;
  readonly format?: Format;
  /** Of a struct. */
  readonly fields?: ReadonlyMap<string, Field>;
  /** Of the items of a list or the values of a map. */
  readonly items?: TypeNode;
  /** How server-side apply merges a list; absent means atomic. */
  readonly listType?: "atomic" | "set" | "map";
  readonly listKeys?: readonly string[];
  /** Owned and replaced as one. */
  readonly atomic?: boolean;
  /** A struct that takes unknown fields. */
  readonly open?: boolean;
  readonly enum?: readonly unknown[];
  /** Null is a value. */
  readonly nullable?: boolean;
}

export type Format =
  | "time"
  | "microtime"
  | "duration"
  | "bytes"
  | "quantity"
  | "intOrString"
  | "int32"
  | "int64"
  | "schemaOrBool"
  | "schemaOrList"
  | "schemaOrStrings"
  | "raw";

export interface Field {
  readonly name: string;
  readonly type: TypeNode;
  /** Zero values are kept. */
  readonly pointer: boolean;
  /** Go leaves out: nothing, an empty value (never a struct), a zero value. */
  readonly omit: "no" | "empty" | "zero";
  readonly required: boolean;
  /** Go's name of the embedded struct that has it. */
  readonly inlined?: string;
  /** Protobuf numbers on the way to it. */
  readonly wire?: readonly number[];
  /** Of strategic merge patch. */
  readonly mergeKey?: string;
  readonly strategies?: readonly string[];
  /** A CRD's default. */
  readonly default?: unknown;
}

const anything: TypeNode = { kind: "any", name: "interface {}" };

/** The type of what nobody declared. */
export function anyNode(): TypeNode {
  return anything;
}

/** The type below a path element that is a field of a struct or a key of a map. */
export function childNode(node: TypeNode, key: string): TypeNode {
  if (node.kind === "struct") {
    return node.fields?.get(key)?.type ?? node.items ?? anything;
  }
  if (node.kind === "map") return node.items ?? anything;
  return anything;
}
