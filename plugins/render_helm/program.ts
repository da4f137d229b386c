/** The engine as a command: what `sluice build helm` prints. It needs to read files, and nothing else. */
import {
  type Chart,
  ChartError,
  checkInstallable,
  checkReleaseName,
  parseKubeVersion,
  printRelease,
  readChart,
  renderRelease,
} from "../lib/helm/mod.ts";
import { readArguments } from "./flags.ts";
import { givenValues } from "./given_values.ts";
import type { Wanted } from "./wanted.ts";

/** Where files are looked for, and charts are kept. */
export interface Disk {
  readonly place: (path: string) => string;
  readonly chart: (path: string) => Chart;
}

/** Whether anything stands there. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The chart at a path, which was asked for as `named`. Throws ChartError. */
export function chartAt(path: string, named = path): Chart {
  if (!exists(path)) throw new ChartError(`path "${named}" not found`);
  return readChart(path);
}

/** What `helm template` prints. Throws ChartError, TemplateError and the like, in Helm's words. */
export function render(wanted: Wanted, { place, chart: read }: Disk): string {
  const { apiVersions, isUpgrade, kubeVersion, skipSchemaValidation } = wanted;
  const name = wanted.release || "release-name";
  const version = kubeVersion ? parseKubeVersion(kubeVersion).version : undefined;
  const values = givenValues(wanted, place);
  const chart = read(wanted.chart);
  checkInstallable(chart);
  checkReleaseName(name);
  const rendered = renderRelease(chart, {
    name,
    namespace: wanted.namespace || "default",
    values,
    isUpgrade: isUpgrade ?? false,
    skipSchema: skipSchemaValidation ?? false,
    ...apiVersions ? { extraApiVersions: apiVersions } : {},
    ...version ? { kubeVersion: version } : {},
  });
  return printRelease(rendered, {
    crds: wanted.includeCrds ?? false,
    hooks: !wanted.noHooks,
    tests: !wanted.skipTests,
    only: wanted.showOnly ?? [],
  });
}

/** What a command line asks for. */
export function build(args: readonly string[]): string {
  return render(readArguments(args), { place: (path) => path, chart: (path) => chartAt(path) });
}
