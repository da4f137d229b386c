import {
  flag,
  type GoType,
  integer,
  list,
  mapOf,
  optional,
  struct,
  text,
  textAs,
  within,
} from "./go_types.ts";
import { helmFields } from "./helm_types.ts";

type Of<T> = T extends GoType<infer V> ? V : never;

const gvk = within(["Gvk"], { group: text, version: text, kind: text });
const idFields = { ...gvk, name: text, namespace: text };
const id = within(["ResId"], idFields);
const texts = list(text);
const pairs = mapOf(text);

/** Where a transformer works. */
export const fieldSpec = struct("types.FieldSpec", { ...gvk, path: text, create: flag });

/** Which resources are meant. */
export const selector = struct("types.Selector", {
  ...id,
  annotationSelector: text,
  labelSelector: text,
});

/** A patch, in a file or written out. */
const patchFields = {
  path: text,
  patch: text,
  target: optional(selector),
  options: optional(struct("types.PatchArgs", { allowNameChange: flag, allowKindChange: flag })),
};
export const patch = struct("types.Patch", patchFields);
export type Patch = Of<typeof patch>;

/** What becomes of an image. */
export const image = struct("types.Image", {
  name: text,
  newName: text,
  tagSuffix: text,
  newTag: text,
  digest: text,
});
export type Image = Of<typeof image>;

const fieldOptions = struct("types.FieldOptions", {
  delimiter: text,
  index: integer("int"),
  encoding: text,
  create: flag,
});
export type FieldOptions = Of<typeof fieldOptions>;

const source = struct("types.SourceSelector", {
  ...id,
  fieldPath: text,
  options: optional(fieldOptions),
});
export type SourceSelector = Of<typeof source>;

const target = struct("types.TargetSelector", {
  select: optional(selector),
  reject: list(selector, "[]*types.Selector"),
  fieldPaths: texts,
  options: optional(fieldOptions),
});
export type TargetSelector = Of<typeof target>;

const replacementFields = {
  source: optional(source),
  targets: list(target, "[]*types.TargetSelector"),
  sourceValue: optional(text),
};
/** A value that is copied from one resource to others. */
export const replacement = struct("types.Replacement", replacementFields);
export type Replacement = Of<typeof replacement>;
/** The same in a kustomization, where it may be in a file. */
export const replacementField = struct("types.ReplacementField", {
  ...within(["Replacement"], replacementFields),
  path: text,
});
export type ReplacementField = Of<typeof replacementField>;

/** How many replicas a workload has. */
export const replica = struct("types.Replica", { name: text, count: integer("int64") });
export type Replica = Of<typeof replica>;

/** A value that is named, and written as `$(NAME)`. */
export const variable = struct("types.Var", {
  name: text,
  objref: struct("types.Target", { apiVersion: text, ...idFields }),
  fieldref: struct("types.FieldSelector", { fieldPath: text }),
});
export type Variable = Of<typeof variable>;

/** Options of generators. */
export const generatorOptions = struct("types.GeneratorOptions", {
  labels: pairs,
  annotations: pairs,
  disableNameSuffixHash: flag,
  immutable: flag,
});
export type GeneratorOptions = Of<typeof generatorOptions>;

const generatorFields = within(["GeneratorArgs"], {
  namespace: text,
  name: text,
  behavior: text,
  ...within(["KvPairSources"], { literals: texts, files: texts, envs: texts, env: text }),
  options: optional(generatorOptions),
});
/** A ConfigMap to generate. */
export const configMapArgs = struct("types.ConfigMapArgs", generatorFields);
/** A Secret to generate. */
export const secretArgs = struct("types.SecretArgs", { ...generatorFields, type: text });
export type GeneratorArgs = Of<typeof configMapArgs> & { readonly type?: string };

/** Labels and where they go. */
export const label = struct("types.Label", {
  pairs,
  includeSelectors: flag,
  includeTemplates: flag,
  fields: list(fieldSpec),
});
export type Label = Of<typeof label>;

/** The order of the output. */
export const sortOptions = struct("types.SortOptions", {
  order: textAs("types.SortOrder"),
  legacySortOptions: optional(
    struct("types.LegacySortOptions", { orderFirst: texts, orderLast: texts }),
  ),
});
export type SortOptions = Of<typeof sortOptions>;

const objectMeta = struct("types.ObjectMeta", {
  name: text,
  namespace: text,
  labels: pairs,
  annotations: pairs,
});

const patchText = textAs("types.PatchStrategicMerge");

/** A kustomization file. */
export const kustomization = struct("types.Kustomization", {
  ...within(["TypeMeta"], { kind: text, apiVersion: text }),
  metadata: optional(objectMeta),
  openapi: pairs,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: pairs,
  labels: list(label),
  commonAnnotations: pairs,
  patchesStrategicMerge: list(patchText),
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacementField),
  replicas: list(replica),
  vars: list(variable),
  sortOptions: optional(sortOptions),
  resources: texts,
  components: texts,
  crds: texts,
  bases: texts,
  configMapGenerator: list(configMapArgs),
  secretGenerator: list(secretArgs),
  ...helmFields,
  generatorOptions: optional(generatorOptions),
  configurations: texts,
  generators: texts,
  transformers: texts,
  validators: texts,
  buildMetadata: texts,
});
export type Kustomization = Of<typeof kustomization>;
export type MutableKustomization = { -readonly [K in keyof Kustomization]: Kustomization[K] };

/** Where transformers work, by transformer. */
const fieldSpecs = list(fieldSpec);
/** The same where Go has a name for the list. */
export const specSlice = list(fieldSpec, "types.FsSlice");
/** Settings of transformers that are written as resources. */
export const pluginConfigs = {
  AnnotationsTransformer: struct("AnnotationsTransformerPlugin", {
    annotations: pairs,
    fieldSpecs,
  }),
  LabelTransformer: struct("LabelTransformerPlugin", { labels: pairs, fieldSpecs }),
  PrefixTransformer: struct("PrefixTransformerPlugin", {
    prefix: text,
    fieldSpecs: specSlice,
  }),
  SuffixTransformer: struct("SuffixTransformerPlugin", {
    suffix: text,
    fieldSpecs: specSlice,
  }),
  PrefixSuffixTransformer: struct("PrefixSuffixTransformer", {
    prefix: text,
    suffix: text,
    fieldSpecs,
  }),
  NamespaceTransformer: struct("NamespaceTransformerPlugin", {
    metadata: objectMeta,
    fieldSpecs,
    unsetOnly: flag,
    setRoleBindingSubjects: textAs("namespace.RoleBindingSubjectMode"),
  }),
  ImageTagTransformer: struct("ImageTagTransformerPlugin", { imageTag: image, fieldSpecs }),
  ReplicaCountTransformer: struct("ReplicaCountTransformerPlugin", { replica, fieldSpecs }),
  PatchTransformer: struct("PatchTransformerPlugin", patchFields),
  PatchJson6902Transformer: struct("PatchJson6902TransformerPlugin", {
    target: optional(selector),
    path: text,
    jsonOp: text,
  }),
  PatchStrategicMergeTransformer: struct("PatchStrategicMergeTransformerPlugin", {
    paths: list(patchText),
    patches: text,
  }),
  ReplacementTransformer: struct("ReplacementTransformerPlugin", {
    replacements: list(replacementField),
  }),
  ValueAddTransformer: struct("ValueAddTransformerPlugin", {
    value: text,
    targets: list(
      struct("builtins.Target", {
        selector: optional(selector),
        fieldPath: text,
        filePathPosition: integer("int"),
      }),
    ),
    targetFilePath: text,
  }),
  ConfigMapGenerator: struct("ConfigMapGeneratorPlugin", {
    metadata: objectMeta,
    ...within(["ConfigMapArgs"], generatorFields),
  }),
  SecretGenerator: struct("SecretGeneratorPlugin", {
    metadata: objectMeta,
    ...within(["SecretArgs"], { ...generatorFields, type: text }),
  }),
  IAMPolicyGenerator: struct("IAMPolicyGeneratorPlugin", {
    ...within(["IAMPolicyGeneratorArgs"], {
      cloud: textAs("types.Cloud"),
      kubernetesService: struct("types.KubernetesService", { name: text, namespace: text }),
      serviceAccount: struct("types.ServiceAccount", { name: text, projectId: text }),
    }),
  }),
};
/** The settings of one transformer or generator. */
export type PluginConfig<K extends keyof typeof pluginConfigs> = Of<(typeof pluginConfigs)[K]>;
