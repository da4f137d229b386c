import type { Kustomization } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { configText } from "./own_transforms.ts";

/** Throws KustomizeError where charts shall be rendered: that is a plugin's of its own, as Flux has it. */
export function refuseCharts(content: Kustomization, outerNamespace: string): void {
  const [chart] = content.helmCharts ?? [];
  if (chart === undefined) return;
  const namespace = chart.namespace || content.namespace || outerNamespace;
  const config = configText({ ...content.helmGlobals, ...chart, namespace });
  throw new KustomizeError(
    `trouble configuring builtin HelmChartInflationGenerator with config: \`\n${config}\`: ` +
      "must specify --enable-helm",
  );
}
