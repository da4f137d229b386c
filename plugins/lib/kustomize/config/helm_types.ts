import { anything, flag, list, mapOf, optional, struct, text } from "./go_types.ts";

const texts = list(text);

/** Settings of the Helm generator, which is refused when it is used. */
export const helmFields = {
  helmGlobals: optional(struct("types.HelmGlobals", { chartHome: text, configHome: text })),
  helmCharts: list(
    struct("types.HelmChart", {
      ...{ name: text, version: text, repo: text, releaseName: text, namespace: text },
      ...{ additionalValuesFiles: texts, valuesFile: text, valuesInline: mapOf(anything) },
      ...{ valuesMerge: text, includeCRDs: flag, skipHooks: flag, apiVersions: texts },
      ...{ kubeVersion: text, nameTemplate: text, skipTests: flag, debug: flag, devel: flag },
    }),
  ),
  helmChartInflationGenerator: list(
    struct("types.HelmChartArgs", {
      ...{ chartName: text, chartVersion: text, chartRepoUrl: text, chartHome: text },
      ...{ chartRepoName: text, helmBin: text, helmHome: text, values: text },
      ...{ valuesLocal: mapOf(anything), valuesMerge: text, releaseName: text },
      ...{ releaseNamespace: text, extraArgs: texts },
    }),
  ),
};
