import { KustomizeError, prefixed } from "../errors.ts";
import type { FieldSpec } from "../model/field_spec.ts";
import { type Gvk, isSelected } from "../model/ids.ts";
import { defaultFields } from "../tables/default_fields.ts";
import { decodeGo, list, struct, text } from "./go_types.ts";
import { sigsValue } from "./kustomization.ts";
import { specSlice } from "./types.ts";

/** Fields that name an object of one kind. */
export interface NameReference extends Gvk {
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Where each transformer works. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

/** Names of the lists of a configuration, as messages write them. */
const LISTS = {
  namePrefix: "NamePrefix",
  nameSuffix: "NameSuffix",
  namespace: "NameSpace",
  commonAnnotations: "CommonAnnotations",
  commonLabels: "CommonLabels",
  labels: "Labels",
  templateLabels: "TemplateLabels",
  varReference: "VarReference",
  images: "Images",
  replicas: "Replicas",
} as const;
type ListName = keyof typeof LISTS;

/** A configuration of nothing. */
export const EMPTY_CONFIG: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

function parseKind(text: string): Gvk {
  const [group = "", version = "", kind = ""] = text.split("/");
  return { group, version, kind };
}

function parseRow(row: string): FieldSpec {
  const [create, kind = "", path = ""] = row.split(" ");
  return { ...parseKind(kind), path, create: create === "+" };
}

const nameReferenceType = struct("NameBackReferences", {
  group: text,
  version: text,
  kind: text,
  fieldSpecs: specSlice,
});
const configType = struct("TransformerConfig", {
  ...Object.fromEntries(Object.keys(LISTS).map((name) => [name, specSlice])) as Record<
    ListName,
    typeof specSlice
  >,
  nameReference: list(nameReferenceType, "builtinconfig.nbrSlice"),
});

/** Reads a file of `configurations`. Throws KustomizeError for fields that are unknown. */
export function parseTransformerConfig(text: string): TransformerConfig {
  const value = prefixed(
    () => "error converting YAML to JSON",
    () => sigsValue(text, { strict: true }),
  );
  const read = prefixed(
    () => "error unmarshaling JSON: while decoding JSON",
    () => decodeGo(configType, value, { strict: true }),
  );
  const lists = Object.keys(LISTS).map((name) => [name, read[name as ListName] ?? []]);
  return sorted({
    ...EMPTY_CONFIG,
    ...Object.fromEntries(lists),
    nameReference: (read.nameReference ?? []).map((one) => ({
      ...one,
      fieldSpecs: one.fieldSpecs ?? [],
    })),
  });
}

const ORDER_FIRST = [
  ...["Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount"],
  ...["PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap"],
  ...["Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume"],
  ...["PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"],
];
const ORDER_LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
/** Kinds that come first, and those that come last, in the order that kustomize calls legacy. */
export const LEGACY_ORDER = { first: ORDER_FIRST, last: ORDER_LAST };

function rank(kind: string): number {
  const first = ORDER_FIRST.indexOf(kind);
  return first >= 0 ? first - ORDER_FIRST.length : ORDER_LAST.indexOf(kind) + 1;
}

const sortText = ({ group, version, kind }: Gvk) =>
  `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;

function compareGvk(a: Gvk, b: Gvk): number {
  const [x, y] = [sortText(a), sortText(b)];
  return rank(a.kind) - rank(b.kind) || (x < y ? -1 : x > y ? 1 : 0);
}

function sorted(config: TransformerConfig): TransformerConfig {
  const entries = Object.entries(config) as [string, readonly Gvk[]][];
  return Object.fromEntries(
    entries.map(([name, specs]) => [name, specs.toSorted(compareGvk)]),
  ) as unknown as TransformerConfig;
}

/** kustomize's own configuration. */
export const DEFAULT_CONFIG: TransformerConfig = sorted({
  ...EMPTY_CONFIG,
  ...Object.fromEntries(
    Object.entries(defaultFields)
      .filter(([name]) => name !== "nameReference")
      .map(([name, rows]) => [name, (rows as readonly string[]).map(parseRow)]),
  ),
  nameReference: defaultFields.nameReference.map(([kind, rows]) => ({
    ...parseKind(kind),
    fieldSpecs: rows.map(parseRow),
  })),
});

/** Adds a specification, unless one that says the same is there. Throws KustomizeError where the two differ in `create`. */
export function mergeSpec(specs: readonly FieldSpec[], spec: FieldSpec): readonly FieldSpec[] {
  const same = specs.find((one) => one.path === spec.path && isSelected(one, spec));
  if (same === undefined) return [...specs, spec];
  if (same.create !== spec.create) throw new KustomizeError("conflicting fieldspecs");
  return specs;
}

/** Adds all of a list. */
export function mergeSpecs(
  specs: readonly FieldSpec[],
  more: readonly FieldSpec[],
): readonly FieldSpec[] {
  return more.reduce(mergeSpec, specs);
}

function mergeReferences(
  a: readonly NameReference[],
  b: readonly NameReference[],
): readonly NameReference[] {
  return b.reduce((result: readonly NameReference[], other) => {
    const equal = (one: Gvk) =>
      one.kind === other.kind && one.group === other.group && one.version === other.version;
    if (!result.some(equal)) return [...result, other];
    return result.map((one) =>
      equal(one) ? { ...one, fieldSpecs: mergeSpecs(one.fieldSpecs, other.fieldSpecs) } : one
    );
  }, a);
}

const merges = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

/** Both configurations as one; the same two give the same one. A specification for one kind hides a later one for all. */
export function mergeConfigs(a: TransformerConfig, b: TransformerConfig): TransformerConfig {
  if (b === EMPTY_CONFIG || a === b) return a;
  const known = merges.get(a) ?? new WeakMap<TransformerConfig, TransformerConfig>();
  merges.set(a, known);
  let merged = known.get(b);
  if (merged === undefined) known.set(b, merged = merge(a, b));
  return merged;
}

function merge(a: TransformerConfig, b: TransformerConfig): TransformerConfig {
  const lists = (Object.keys(LISTS) as ListName[]).map((name) => [
    name,
    prefixed(() => `failed to merge ${LISTS[name]} fieldSpec`, () => mergeSpecs(a[name], b[name])),
  ]);
  const nameReference = prefixed(
    () => "failed to merge NameReference fieldSpec",
    () => mergeReferences(a.nameReference, b.nameReference),
  );
  return sorted({ ...EMPTY_CONFIG, ...Object.fromEntries(lists), nameReference });
}
