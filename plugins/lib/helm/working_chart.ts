import type { GoMap } from "../gotemplate/mod.ts";
import type { Chart } from "./chart.ts";
import type { Dependency } from "./metadata.ts";

/** A dependency while it is decided whether it is wanted. */
export interface Wanted {
  name: string;
  readonly source: Dependency;
  enabled: boolean;
}

/** A chart while it is rendered: what aliases, conditions and imported values change. The chart itself stays as it is. */
export interface WorkingChart {
  readonly chart: Chart;
  readonly parent: WorkingChart | undefined;
  readonly name: string;
  values: GoMap;
  children: WorkingChart[];
  wanted: Wanted[];
}

/** A working copy of a chart and its dependencies. */
export function workingChart(
  chart: Chart,
  parent?: WorkingChart,
  name = chart.metadata.name,
): WorkingChart {
  const working: WorkingChart = {
    chart,
    parent,
    name,
    values: chart.values,
    children: [],
    wanted: chart.metadata.dependencies.map((source) => ({
      name: source.name,
      source,
      enabled: true,
    })),
  };
  working.children = chart.dependencies.map((child) => workingChart(child, working));
  return working;
}

/** The path of a chart's files in what is rendered: parent/charts/child. */
export function chartPath({ parent, name }: WorkingChart): string {
  return parent ? `${chartPath(parent)}/charts/${name}` : name;
}
