/**
 * What `sluice build helm` runs: reads a request from standard input, renders each case, and writes an outcome a case as
 * a line of JSON. It needs to read files, and nothing else.
 */
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
import { readWanted, type Wanted } from "./wanted.ts";

/** One case: of a file of cases (`input`), or as the command line has it (`args`). */
interface Case {
  readonly id: string;
  readonly input?: unknown;
  readonly args?: readonly string[];
}

interface Request {
  readonly cases: readonly Case[];
  /** Where paths begin that are not found from the working folder. */
  readonly folder?: string;
}

const request: Request = JSON.parse(await new Response(Deno.stdin.readable).text());
const charts = new Map<string, Chart>();
/** Charts that are kept loaded from case to case. */
const KEPT = 20;

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function place(path: string): string {
  const other = `${request.folder}/${path}`;
  return request.folder !== undefined && !exists(path) && exists(other) ? other : path;
}

function chartAt(path: string): Chart {
  let chart = charts.get(path);
  if (!chart) {
    const found = place(path);
    if (!exists(found)) throw new ChartError(`path "${path}" not found`);
    if (charts.size >= KEPT) charts.clear();
    charts.set(path, chart = readChart(found));
  }
  return chart;
}

function render(wanted: Wanted): string {
  const { apiVersions, isUpgrade, kubeVersion, skipSchemaValidation } = wanted;
  const name = wanted.release || "release-name";
  const version = kubeVersion ? parseKubeVersion(kubeVersion).version : undefined;
  const values = givenValues(wanted, place);
  const chart = chartAt(wanted.chart);
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

function outcome({ id, input, args }: Case): { id: string; text?: string; error?: string } {
  try {
    return { id, text: render(args ? readArguments(args) : readWanted(input)) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const encoder = new TextEncoder();
for (const one of request.cases) {
  let line = encoder.encode(`${JSON.stringify(outcome(one))}\n`);
  while (line.length > 0) line = line.subarray(Deno.stdout.writeSync(line));
}
