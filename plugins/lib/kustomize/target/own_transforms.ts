import { stringify } from "contract/yaml";
import { mergeSpec, mergeSpecs, type TransformerConfig } from "../config/transformer_config.ts";
import type { Kustomization, Label, Patch } from "../config/types.ts";
import { prefixed } from "../errors.ts";
import type { FieldSpec } from "../model/field_spec.ts";
import { affixTransform } from "../transform/affix.ts";
import type { Transform, TransformContext } from "../transform/context.ts";
import { imageTransform } from "../transform/image.ts";
import { json6902Transform } from "../transform/json_patches.ts";
import { namespaceTransform } from "../transform/namespace.ts";
import { pairsTransform } from "../transform/pairs.ts";
import { patchTransform } from "../transform/patch.ts";
import { replacementTransform } from "../transform/replacement.ts";
import { replicasTransform } from "../transform/replicas.ts";
import { strategicPatches } from "../transform/strategic_patch.ts";

/** A transformer and its kind, which annotations name. */
export interface NamedTransform {
  readonly kind: string;
  readonly transform: Transform;
}

/** Settings as they are written in messages: YAML without what is empty. */
export function configText(config: object): string {
  const prune = (value: unknown): unknown => {
    if (value instanceof Map) return value.size === 0 ? undefined : Object.fromEntries(value);
    if (Array.isArray(value)) return value.map(prune);
    if (typeof value !== "object" || value === null) {
      return value === "" || value === false || value === 0 ? undefined : value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prune(item)]));
  };
  return stringify(prune(config));
}

/** Makes a built-in transformer; what goes wrong says with which settings. */
function configured(
  kind: string,
  config: object,
  make: (text: string) => Transform,
): NamedTransform {
  const text = configText(config);
  const prefix = () => `trouble configuring builtin ${kind} with config: \`\n${text}\``;
  return { kind, transform: prefixed(prefix, () => make(text)) };
}

/** The transformers of a kustomization's own fields, in the order in which they run. */
export function ownTransforms(
  content: Kustomization,
  config: TransformerConfig,
  context: TransformContext,
): NamedTransform[] {
  const { namespace, namePrefix, nameSuffix } = content;
  const named = (kind: string, wanted: boolean, make: () => Transform) =>
    wanted ? [{ kind, transform: make() }] : [];
  return [
    ...patches(content, context),
    ...named(
      "NamespaceTransformer",
      namespace !== "",
      () => namespaceTransform({ namespace, specs: config.namespace }),
    ),
    ...named(
      "PrefixTransformer",
      namePrefix !== "",
      () => affixTransform("prefix", namePrefix, config.namePrefix),
    ),
    ...named(
      "SuffixTransformer",
      nameSuffix !== "",
      () => affixTransform("suffix", nameSuffix, config.nameSuffix),
    ),
    ...labels(content, config),
    ...named(
      "AnnotationsTransformer",
      (content.commonAnnotations?.size ?? 0) > 0,
      () => pairsTransform(content.commonAnnotations, config.commonAnnotations),
    ),
    ...(content.patchesJson6902 ?? []).map((patch) => json6902(patch, context)),
    ...(content.replicas ?? []).map((replica) => ({
      kind: "ReplicaCountTransformer",
      transform: replicasTransform(replica, config.replicas),
    })),
    ...(content.images ?? []).map((image) => ({
      kind: "ImageTagTransformer",
      transform: imageTransform(image, config.images),
    })),
    ...replacements(content, context),
  ];
}

function patches(content: Kustomization, context: TransformContext): NamedTransform[] {
  const strategic = content.patchesStrategicMerge ?? [];
  const first = strategic.length === 0 ? [] : [
    configured(
      "PatchStrategicMergeTransformer",
      { paths: strategic },
      () => strategicPatches(strategic, "", context),
    ),
  ];
  const rest = (content.patches ?? []).map((patch) =>
    configured("PatchTransformer", patch, (text) => patchTransform(patch, text, context))
  );
  return [...first, ...rest];
}

function json6902({ target, path, patch }: Patch, context: TransformContext): NamedTransform {
  const settings = { target, path, jsonOp: patch };
  return configured(
    "PatchJson6902Transformer",
    settings,
    () => json6902Transform(settings, context),
  );
}

function replacements(
  { replacements = [] }: Kustomization,
  context: TransformContext,
): NamedTransform[] {
  if (replacements.length === 0) return [];
  return [
    configured(
      "ReplacementTransformer",
      { Replacements: replacements },
      () => replacementTransform(replacements, context),
    ),
  ];
}

const METADATA_LABELS: FieldSpec = {
  group: "",
  version: "",
  kind: "",
  path: "metadata/labels",
  create: true,
};

function labels(
  { labels = [], commonLabels }: Kustomization,
  config: TransformerConfig,
): NamedTransform[] {
  const kind = "LabelTransformer";
  if (labels.length === 0 && (commonLabels?.size ?? 0) === 0) return [];
  const own = labels.map((label) => ({
    kind,
    transform: pairsTransform(label.pairs, labelSpecs(label, config)),
  }));
  return [...own, { kind, transform: pairsTransform(commonLabels, config.commonLabels) }];
}

function labelSpecs(label: Label, config: TransformerConfig): readonly FieldSpec[] {
  return prefixed(() => "failed to merge labels", () => {
    const specs = mergeSpecs(label.fields ?? [], config.labels);
    if (label.includeSelectors) return mergeSpecs(specs, config.commonLabels);
    const templates = label.includeTemplates
      ? prefixed(
        () => "failed to merge template fieldSpec",
        () => mergeSpecs(specs, config.templateLabels),
      )
      : specs;
    return mergeSpec(templates, METADATA_LABELS);
  });
}
