/**
 * What `sluice build helm` runs: reads a request from standard input, renders each case, and writes an outcome a case as
 * a line of JSON. It needs to read files, and nothing else.
 */
import type { Chart } from "../lib/helm/mod.ts";
import { readArguments } from "./flags.ts";
import { chartAt, exists, render } from "./program.ts";
import { readWanted } from "./wanted.ts";

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

function place(path: string): string {
  const other = `${request.folder}/${path}`;
  return request.folder !== undefined && !exists(path) && exists(other) ? other : path;
}

function kept(path: string): Chart {
  let chart = charts.get(path);
  if (!chart) {
    chart = chartAt(place(path), path);
    if (charts.size >= KEPT) charts.clear();
    charts.set(path, chart);
  }
  return chart;
}

function outcome({ id, input, args }: Case): { id: string; text?: string; error?: string } {
  try {
    const wanted = args ? readArguments(args) : readWanted(input);
    return { id, text: render(wanted, { place, chart: kept }) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const encoder = new TextEncoder();
for (const one of request.cases) {
  let line = encoder.encode(`${JSON.stringify(outcome(one))}\n`);
  while (line.length > 0) line = line.subarray(Deno.stdout.writeSync(line));
}
