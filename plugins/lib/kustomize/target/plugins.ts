import { decodeGo, type GoType } from "../config/go_types.ts";
import { type PluginConfig, pluginConfigs } from "../config/types.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { generateMap } from "../generate/config_map.ts";
import { gvkOfNode, gvkText, idText } from "../model/ids.ts";
import { objectValue, objectYaml } from "../model/output.ts";
import { originalId, type Resource } from "../model/resource.ts";
import { parseResources } from "../model/parse.ts";
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
import { valueAddTransform } from "../transform/value_add.ts";
import { hashTransform } from "../transform/hash.ts";

type Name = keyof typeof pluginConfigs;
type Make<K extends Name, R> = (
  config: PluginConfig<K>,
  context: TransformContext,
  text: string,
) => R;
type Generate = () => Resource[];

const noSpecs = (specs: unknown) => {
  if (specs === undefined) throw new KustomizeError("fieldSpecs is not expected to be nil");
};

const TRANSFORMERS: { readonly [K in Name]?: Make<K, Transform> } = {
  AnnotationsTransformer: ({ annotations, fieldSpecs }) =>
    pairsTransform(annotations, fieldSpecs ?? []),
  LabelTransformer: ({ labels, fieldSpecs }) => pairsTransform(labels, fieldSpecs ?? []),
  PrefixTransformer: ({ prefix, fieldSpecs }) => {
    noSpecs(fieldSpecs);
    return affixTransform("prefix", prefix, fieldSpecs!);
  },
  SuffixTransformer: ({ suffix, fieldSpecs }) => {
    noSpecs(fieldSpecs);
    return affixTransform("suffix", suffix, fieldSpecs!);
  },
  PrefixSuffixTransformer: ({ prefix, suffix, fieldSpecs }) => {
    noSpecs(fieldSpecs);
    const steps = [
      affixTransform("prefix", prefix, fieldSpecs!),
      affixTransform("suffix", suffix, fieldSpecs!),
    ];
    return (map) => steps.forEach((step) => step(map));
  },
  NamespaceTransformer: ({ metadata, fieldSpecs, unsetOnly, setRoleBindingSubjects }) =>
    namespaceTransform({
      namespace: metadata.namespace,
      specs: fieldSpecs ?? [],
      unsetOnly,
      subjects: setRoleBindingSubjects,
    }),
  ImageTagTransformer: ({ imageTag, fieldSpecs }) => imageTransform(imageTag, fieldSpecs ?? []),
  ReplicaCountTransformer: ({ replica, fieldSpecs }) =>
    replicasTransform(replica, fieldSpecs ?? []),
  PatchTransformer: (config, context, text) => patchTransform(config, text, context),
  PatchJson6902Transformer: (config, context) => json6902Transform(config, context),
  PatchStrategicMergeTransformer: ({ paths, patches }, context) =>
    strategicPatches(paths ?? [], patches, context),
  ReplacementTransformer: ({ replacements }, context) =>
    replacementTransform(replacements ?? [], context),
  ValueAddTransformer: (config, context) => valueAddTransform(config, context),
};

const GENERATORS: { readonly [K in Name]?: Make<K, Generate> } = {
  ConfigMapGenerator:
    (config, { loader }) => () => [generateMap("ConfigMap", named(config), loader)],
  SecretGenerator: (config, { loader }) => () => [generateMap("Secret", named(config), loader)],
  IAMPolicyGenerator: (config) => () => policyAccount(config),
};

function named<T extends PluginConfig<"ConfigMapGenerator">>(config: T): T {
  const { name, namespace } = config.metadata;
  return { ...config, name: config.name || name, namespace: config.namespace || namespace };
}

function policyAccount(
  { cloud, kubernetesService, serviceAccount }: PluginConfig<"IAMPolicyGenerator">,
): Resource[] {
  if (cloud !== "gke") throw new KustomizeError(`cloud provider ${cloud} not supported yet`);
  const { name, namespace } = kubernetesService;
  const account = `${serviceAccount.name}@${serviceAccount.projectId}.iam.gserviceaccount.com`;
  const lines = [
    "apiVersion: v1",
    "kind: ServiceAccount",
    "metadata:",
    "  annotations:",
    `    iam.gke.io/gcp-service-account: ${account}`,
    `  name: ${name}`,
    ...(namespace === "" ? [] : [`  namespace: ${namespace}`]),
  ];
  return parseResources(lines.join("\n"));
}

const isName = (kind: string): kind is Name => Object.hasOwn(pluginConfigs, kind);

/** A transformer or generator that is written as a resource. */
export type Plugin = { readonly transform: Transform } | { readonly generate: Generate };

/** Makes what a resource describes. Throws KustomizeError for anything that is not built in. */
export function makePlugin(resource: Resource, context: TransformContext): Plugin {
  const gvk = gvkOfNode(resource.node);
  if (gvk.group !== "" || gvk.version !== "builtin") {
    throw new KustomizeError(
      `external plugins disabled; unable to load external plugin '${gvk.kind}'`,
    );
  }
  if (gvk.kind === "HashTransformer") return { transform: hashTransform };
  const fails = () => `plugin ${idText(originalId(resource))} fails configuration`;
  if (gvk.kind === "HelmChartInflationGenerator") {
    return prefixed(fails, () => {
      throw new KustomizeError("must specify --enable-helm");
    });
  }
  if (!isName(gvk.kind)) throw new KustomizeError(`unable to load builtin ${gvkText(gvk)}`);
  const text = prefixed(
    () => `marshalling yaml from res ${idText(originalId(resource))}`,
    () => objectYaml(resource.node!),
  );
  return prefixed(fails, () => configure(gvk.kind as Name, resource, text, context));
}

function configure<K extends Name>(
  kind: K,
  resource: Resource,
  text: string,
  context: TransformContext,
): Plugin {
  const type: GoType<unknown> = pluginConfigs[kind];
  const prefix = kind === "NamespaceTransformer" ? `unmarshalling ${kind} config: ` : "";
  const config = prefixed(
    () => `${prefix}error unmarshaling JSON: while decoding JSON`,
    () => decodeGo(type, objectValue(resource.node!), { strict: false }),
  ) as PluginConfig<K>;
  const transformer = TRANSFORMERS[kind] as Make<K, Transform> | undefined;
  if (transformer) return { transform: transformer(config, context, text) };
  const generator = GENERATORS[kind] as Make<K, Generate>;
  return { generate: generator(config, context, text) };
}
