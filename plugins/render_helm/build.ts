/**
 * What `sluice build helm` runs: reads a request from standard input, renders each case, and writes an outcome a case as
 * a line of JSON. It needs to read files, and nothing else.
 */
import {
  type Chart,
  overlayValues,
  printRelease,
  readChart,
  readValues,
  renderRelease,
  setValues,
} from "../lib/helm/mod.ts";

/** A release that is asked for; paths begin at the working folder. */
interface Wanted {
  readonly chart: string;
  readonly release?: string;
  readonly namespace?: string;
  /** Files of values, the later ones over the earlier. */
  readonly values?: readonly string[];
  /** Texts as for helm's --set. */
  readonly set?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly kubeVersion?: string;
  readonly includeCrds?: boolean;
}

/** One case: the path of a chart, or all that is said of a release. */
interface Case {
  readonly id: string;
  readonly input: string | Wanted;
  readonly options?: Partial<Wanted>;
}

const charts = new Map<string, Chart>();
/** Charts that are kept loaded from case to case. */
const KEPT = 20;

function chartAt(path: string): Chart {
  let chart = charts.get(path);
  if (!chart) {
    if (charts.size >= KEPT) charts.clear();
    charts.set(path, chart = readChart(path));
  }
  return chart;
}

function render(wanted: Wanted): string {
  let values = new Map<string, unknown>();
  for (const path of wanted.values ?? []) {
    values = overlayValues(values, readValues(Deno.readFileSync(path)));
  }
  for (const text of wanted.set ?? []) setValues(text, values);
  const { apiVersions, kubeVersion } = wanted;
  const rendered = renderRelease(chartAt(wanted.chart), {
    name: wanted.release ?? "release-name",
    namespace: wanted.namespace ?? "default",
    values,
    ...(apiVersions ? { extraApiVersions: apiVersions } : {}),
    ...(kubeVersion ? { kubeVersion: kubeVersion.replace(/^(?!v)/, "v") } : {}),
  });
  return printRelease(rendered, { crds: wanted.includeCrds ?? false });
}

function outcome({ id, input, options }: Case): { id: string; text?: string; error?: string } {
  try {
    const wanted = typeof input === "string"
      ? { ...options, chart: input }
      : { ...options, ...input };
    return { id, text: render(wanted) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const request: { readonly cases: readonly Case[] } = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
const encoder = new TextEncoder();
for (const one of request.cases) {
  let line = encoder.encode(`${JSON.stringify(outcome(one))}\n`);
  while (line.length > 0) line = line.subarray(Deno.stdout.writeSync(line));
}
