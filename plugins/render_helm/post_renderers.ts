import type { Data, KubeObject } from "contract";
import { build, memoryFileSystem, toYaml } from "../lib/kustomize/mod.ts";
import type { PostRender } from "../lib/helm/mod.ts";

type Pairs = Readonly<Record<string, string>>;

/** What a HelmRelease says about its objects after they were rendered. */
export interface PostRenderSpec {
  readonly postRenderers?: readonly { readonly kustomize?: Data }[];
  readonly postRenderStrategy?: "combined" | "separate" | "nohooks";
  readonly commonMetadata?: { readonly labels?: Pairs; readonly annotations?: Pairs };
}

const INPUT = "helm-output.yaml";
const META = {
  labels: "LabelTransformer",
  annotations: "AnnotationsTransformer",
} as const;

/** A step of a kustomization that sets labels or annotations on the objects alone, not on what they make. */
function setting(what: keyof typeof META, pairs: Pairs | undefined): Data[] {
  if (!pairs || Object.keys(pairs).length === 0) return [];
  const transformer = {
    apiVersion: "builtin",
    kind: META[what],
    metadata: { name: what },
    [what]: pairs,
    fieldSpecs: [{ path: `metadata/${what}`, create: true }],
  };
  return [{ transformers: [JSON.stringify(transformer)] }];
}

function run(stream: string, kustomization: Data): string {
  const whole = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [INPUT],
    ...kustomization,
  };
  const files = memoryFileSystem({ [INPUT]: stream, "kustomization.yaml": JSON.stringify(whole) });
  return toYaml(build(files, "/", { order: "fifo" }));
}

/**
 * The post-renderers of a HelmRelease, as helm-controller chains them: its own kustomizations, the common metadata, and last
 * the labels that say whose the objects are.
 */
export function postRenderers(spec: PostRenderSpec, owner: KubeObject): PostRender {
  const { name, namespace = "default" } = owner.metadata;
  const own = (spec.postRenderers ?? []).flatMap(({ kustomize }) => kustomize ? [kustomize] : []);
  const steps = [
    ...own.map(({ patches, images }) => ({
      ...patches ? { patches } : {},
      ...images ? { images } : {},
    })),
    ...setting("labels", spec.commonMetadata?.labels),
    ...setting("annotations", spec.commonMetadata?.annotations),
    ...setting("labels", {
      "helm.toolkit.fluxcd.io/name": name,
      "helm.toolkit.fluxcd.io/namespace": namespace,
    }),
  ];
  return {
    strategy: spec.postRenderStrategy ?? "combined",
    render: (stream) => stream.trim() === "" ? stream : steps.reduce(run, stream),
  };
}
