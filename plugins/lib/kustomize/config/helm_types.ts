import { anything, flag, list, mapOf, optional, struct, text } from "./go_types.ts";

const texts = list(text);

const globals = struct("types.HelmGlobals", { chartHome: text, configHome: text });

const chart = struct("types.HelmChart", {
  ...{ name: text, version: text, repo: text, releaseName: text, namespace: text },
  ...{ additionalValuesFiles: texts, valuesFile: text, valuesInline: mapOf(anything) },
  ...{ valuesMerge: text, includeCRDs: flag, skipHooks: flag, apiVersions: texts },
  ...{ kubeVersion: text, nameTemplate: text, skipTests: flag, debug: flag, devel: flag },
});

const oldChart = struct("types.HelmChartArgs", {
  ...{ chartName: text, chartVersion: text, chartRepoUrl: text, chartHome: text },
  ...{ chartRepoName: text, helmBin: text, helmHome: text, values: text },
  ...{ valuesLocal: mapOf(anything), valuesMerge: text, releaseName: text },
  ...{ releaseNamespace: text, extraArgs: texts },
});

/** Settings of the Helm generator, which is refused when it is used. */
export const helmFields = {
  helmGlobals: optional(globals),
  helmCharts: list(chart),
  helmChartInflationGenerator: list(oldChart),
};

type Chart = ReturnType<typeof chart.zero>;
type OldChart = ReturnType<typeof oldChart.zero>;

/** A chart of the old field as one of the new. */
export function chartOf(old: OldChart): Chart {
  return {
    ...chart.zero(),
    name: old.chartName,
    version: old.chartVersion,
    repo: old.chartRepoUrl,
    valuesFile: old.values,
    valuesInline: old.valuesLocal,
    valuesMerge: old.valuesMerge,
    releaseName: old.releaseName,
  };
}

/** What charts of the old field say for all: the last one that says something counts. */
export function globalsOf(
  charts: readonly OldChart[],
): ReturnType<typeof globals.zero> | undefined {
  const last = (name: "chartHome" | "helmHome") =>
    charts.map((one) => one[name]).findLast((one) => one !== "") ?? "";
  const [chartHome, configHome] = [last("chartHome"), last("helmHome")];
  return chartHome === "" && configHome === "" ? undefined : { chartHome, configHome };
}
