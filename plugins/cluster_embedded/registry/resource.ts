import type { FieldError } from "../errors/field_error.ts";
import type { Tree } from "../json/tree.ts";
import type { TypeNode } from "../types/node.ts";

/** One served resource: a plural in a group and version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Where its objects are kept: versions and twins of a resource share it. */
  readonly bucket: string;
  readonly node: TypeNode;
  readonly strategy: Strategy;
  /** Present for custom resources. */
  readonly custom?: CustomVersion;
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

/** What a custom resource has that a built-in one has not. */
export interface CustomVersion {
  readonly definition: Tree;
  readonly version: Tree;
  readonly hasStatus: boolean;
  readonly scale?: Tree;
  /** The warning of a version that is deprecated. */
  readonly deprecation?: string;
  /** Drops unknown fields; answers their paths. */
  prune(object: Tree): string[];
  /** Also drops nulls that the schema does not take, unless they are to be refused. */
  applyDefaults(object: Tree, keepNulls?: boolean): void;
}

/** What a write knows besides the objects. */
export interface WriteContext {
  readonly now: string;
  readonly subresource: string;
  readonly user: string;
}

/** The rules of one resource: each may be absent. */
export interface Strategy {
  /** Has metadata.generation, raised when what `content` gives changes. */
  readonly generation?: boolean;
  /** Fields that the main resource cannot write. */
  readonly hasStatus?: boolean;
  readonly createOnUpdate?: boolean;
  /** Set when a deletion begins; who removes it finishes the deletion. */
  readonly deletionFinalizer?: string;
  /** An update may leave out the resourceVersion (the default). */
  readonly unconditionalUpdate?: boolean;
  /** Nothing below the top of an object is changed in place: an update may keep what it finds there. */
  readonly sharesUnchanged?: boolean;
  readonly validateName?: (name: string, prefix: boolean) => string[];
  readonly fieldSelectors?: Readonly<Record<string, (object: Tree) => string>>;
  applyDefaults?(object: Tree): void;
  /** Changes what is kept when a deletion begins. */
  prepareDelete?(object: Tree, now: string): void;
  prepareCreate?(object: Tree, context: WriteContext): void;
  prepareUpdate?(object: Tree, old: Tree, context: WriteContext): void;
  /** `meta`: what was found in the metadata before. */
  validate?(
    object: Tree,
    old?: Tree,
    subresource?: string,
    meta?: readonly FieldError[],
  ): FieldError[];
  warnings?(object: Tree, old?: Tree): string[];
}

/** `group/version`, or the version alone for the core group. */
export function groupVersion({ group, version }: { group: string; version: string }): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The key of an object in its bucket. */
export function keyOf(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
