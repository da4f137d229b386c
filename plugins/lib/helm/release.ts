import { type GoMap, isStackOverflow, LimitError, type Limits } from "../gotemplate/mod.ts";
import { basePath } from "../sprig/mod.ts";
import { type Chart, ChartError } from "./chart.ts";
import { processDependencies } from "./dependencies.ts";
import { renderTemplates } from "./engine.ts";
import type { Lookup } from "./functions.ts";
import { type Hook, type Manifest, sortManifests } from "./manifests.ts";
import { checkKubeVersion } from "./install_checks.ts";
import { capabilitiesObject } from "./objects.ts";
import { type PostRender, postRender } from "./post_render.ts";
import { API_VERSIONS, KUBE_VERSION } from "./tables/api_versions.ts";
import { coalesceValues } from "./values.ts";
import { validateValues } from "./schema.ts";
import { chartPath, type WorkingChart, workingChart } from "./working_chart.ts";

/** What a release is called and what it is rendered for. */
export interface RenderOptions {
  readonly name: string;
  readonly namespace: string;
  readonly values?: GoMap;
  readonly revision?: number;
  readonly isUpgrade?: boolean;
  /** With its v; Helm's own without a cluster. */
  readonly kubeVersion?: string;
  /** The cluster's API versions; Helm's own without one. */
  readonly apiVersions?: readonly string[];
  /** API versions besides those, as helm's --api-versions. */
  readonly extraApiVersions?: readonly string[];
  readonly lookup?: Lookup;
  readonly limits?: Limits;
  readonly skipSchema?: boolean;
  readonly postRender?: PostRender;
}

/** A custom resource definition of a chart: as it is in the chart, never rendered. */
export interface CrdFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** A rendered release: objects in the order of installation. */
export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
  readonly crds: readonly CrdFile[];
  readonly notes: string;
}

const NOTES = "NOTES.txt";

function crdsOf(chart: WorkingChart): CrdFile[] {
  const own = chart.chart.files
    .filter(({ name }) => name.startsWith("crds/") && /\.(ya?ml|json)$/i.test(name))
    .map(({ name, data }) => ({ path: `${chartPath(chart)}/${name}`, data }));
  return [...own, ...chart.children.flatMap(crdsOf)];
}

/**
 * Renders a chart as Helm does for a release. Throws ChartError with Helm's words, LimitError where a limit is passed.
 */
export function renderRelease(chart: Chart, options: RenderOptions): Rendered {
  const given = options.values ?? new Map<string, unknown>();
  const kubeVersion = options.kubeVersion ?? KUBE_VERSION;
  const working = workingChart(chart);
  try {
    return render(working, given, kubeVersion, options);
  } catch (error) {
    if (!(error instanceof RangeError || isStackOverflow(error))) throw error;
    throw new LimitError("memory", `Cannot render: ${(error as Error).message}`);
  }
}

function render(
  working: WorkingChart,
  given: GoMap,
  kubeVersion: string,
  options: RenderOptions,
): Rendered {
  try {
    processDependencies(working, given);
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    throw new ChartError(`chart dependencies processing failed: ${error.message}`);
  }
  const values = coalesceValues(working, given);
  if (!options.skipSchema) validateValues(working, values);
  checkKubeVersion(working.chart, kubeVersion);
  const files = renderTemplates(working, values, {
    release: new Map<string, unknown>([
      ["Name", options.name],
      ["Namespace", options.namespace],
      ["IsUpgrade", options.isUpgrade ?? false],
      ["IsInstall", !(options.isUpgrade ?? false)],
      ["Revision", BigInt(options.revision ?? 1)],
      ["Service", "Helm"],
    ]),
    capabilities: capabilitiesObject(kubeVersion, [
      ...options.apiVersions ?? API_VERSIONS,
      ...options.extraApiVersions ?? [],
    ]),
    lookup: options.lookup ?? (() => new Map()),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const notes = files.get(`${working.name}/templates/${NOTES}`) ?? "";
  for (const path of files.keys()) if (basePath(path) === NOTES) files.delete(path);
  const after = options.postRender ? postRender(files, options.postRender) : files;
  return { ...sortManifests(after), crds: crdsOf(working), notes };
}
