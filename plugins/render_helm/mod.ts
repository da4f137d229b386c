/** Objects out of the chart among the inputs, as Helm renders a release. */
import {
  type Answer,
  type Cx,
  type Data,
  type KubeObject,
  plugin,
  type Renderer,
  terminal,
} from "contract";
import { decodeNode, parseNode, valueToJS } from "contract/yaml";
import {
  type Chart,
  ChartError,
  isStackOverflow,
  LimitError,
  loadChart,
  type Manifest,
  type Rendered,
  renderRelease,
  valuesFromJson,
} from "../lib/helm/mod.ts";
import { KustomizeError } from "../lib/kustomize/mod.ts";
import { chartFiles } from "./chart_files.ts";
import { lookups } from "./lookups.ts";
import { postRenderers, type PostRenderSpec } from "./post_renderers.ts";

const DISCOVERY = "discovery";
/** What the operator says about charts. */
interface Config {
  readonly limits?: Partial<typeof BOUNDS>;
}

/** What the templates of one release may use up, where the operator does not say. */
const BOUNDS = { steps: 50_000_000, output: 100_000_000, size: 20_000_000, seconds: 60 };

/** What the kernel found out about the cluster; Helm's own defaults where it has none. */
function capabilities(answers: readonly Answer[]): {
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
} {
  const found = answers.find(({ id }) => id === DISCOVERY)?.found as Data | undefined;
  const { version, apiVersions, kinds } = found ?? {};
  if (typeof version !== "string" || !Array.isArray(apiVersions)) return {};
  const served = (Array.isArray(kinds) ? kinds : []).map((one: Data) =>
    `${one["apiVersion"]}/${one["kind"]}`
  );
  return { kubeVersion: version, apiVersions: [...apiVersions.map(String), ...served] };
}

function objectOf({ content, path }: Manifest): KubeObject[] {
  const node = parseNode(content, { dialect: "v2" });
  const value = node && valueToJS(decodeNode(node, { dialect: "v2" }));
  if (value === null || value === undefined) return [];
  const { kind, metadata } = value as Data & { readonly metadata?: Data };
  if (typeof kind === "string" && typeof metadata?.["name"] === "string") {
    return [value as KubeObject];
  }
  throw terminal("BuildFailed", `Cannot render ${path}: an object has no kind or no name`);
}

function failed(error: unknown): never {
  if (error instanceof LimitError) throw terminal("BuildFailed", error.message);
  if (error instanceof ChartError || error instanceof KustomizeError) {
    throw terminal("BuildFailed", error.message);
  }
  if (isStackOverflow(error)) {
    throw terminal("BuildFailed", "Cannot render: something is nested too deeply, or too large");
  }
  throw error;
}

function objectsOf(manifests: readonly Manifest[]): KubeObject[] {
  try {
    return manifests.flatMap(objectOf);
  } catch (error) {
    return failed(error);
  }
}

function load(cx: Cx): Chart {
  try {
    return loadChart(chartFiles(cx.files("chart")));
  } catch (error) {
    return failed(error);
  }
}

/** Flux's own kind says more of its objects than Helm knows. */
const isRelease = ({ apiVersion, kind }: KubeObject): boolean =>
  kind === "HelmRelease" && apiVersion.startsWith("helm.toolkit.fluxcd.io/");

const createRenderer = (bounds: typeof BOUNDS): Renderer<PostRenderSpec> => ({
  render({ object, spec, values, release, answers }, cx: Cx) {
    if (!answers.some(({ id }) => id === DISCOVERY)) {
      return { needs: [{ id: DISCOVERY, discovery: true }] };
    }
    const chart = load(cx);
    const asked = lookups(answers);
    const { name, namespace = "default" } = object.metadata;
    let rendered: Rendered | undefined;
    let problem: unknown;
    try {
      rendered = renderRelease(chart, {
        name: release?.name ?? name,
        namespace: release?.namespace ?? namespace,
        revision: release?.revision ?? 1,
        isUpgrade: release?.action === "upgrade",
        values: valuesFromJson(values ?? {}),
        lookup: asked.lookup,
        ...isRelease(object) ? { postRender: postRenderers(spec, object) } : {},
        limits: {
          ...bounds,
          deadline: performance.now() + bounds.seconds * 1000,
          now: () => performance.now(),
        },
        ...capabilities(answers),
      });
    } catch (error) {
      problem = error;
    }
    if (asked.needs.length > 0 && !(problem instanceof LimitError)) {
      return { needs: [...asked.needs] };
    }
    if (!rendered) return failed(problem);
    return { objects: objectsOf([...rendered.manifests, ...rendered.hooks]) };
  },
});

export default plugin(
  "renderer",
  ({ limits }: Config) => createRenderer({ ...BOUNDS, ...limits }) as Renderer,
);
