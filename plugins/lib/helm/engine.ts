import {
  compareStrings,
  fromBytes,
  type GoMap,
  type GoObject,
  type Heads,
  type Limits,
  NO_LIMITS,
  parse,
  Run,
  Templates,
  type Tree,
  type TreeSet,
  TypedMap,
} from "../gotemplate/mod.ts";
import { isBlank } from "../gotemplate/mod.ts";
import { basePath, cleanPath } from "../sprig/mod.ts";
import type { ChartFile } from "./chart.ts";
import { reportFailure, reportParseFailure } from "./exec_error.ts";
import { HELM_FUNCTIONS, type Lookup, prepareRun } from "./functions.ts";
import { metadataMap } from "./metadata_map.ts";
import { Files, valuesMap } from "./objects.ts";
import { chartPath, type WorkingChart } from "./working_chart.ts";

/** What templates see besides the chart. */
export interface RenderContext {
  readonly release: GoMap;
  readonly capabilities: GoObject;
  readonly lookup: Lookup;
  readonly limits?: Limits;
}

interface Renderable {
  readonly file: ChartFile;
  readonly folder: string;
  readonly dot: TypedMap;
}

const join = (folder: string, name: string): string => cleanPath(`${folder}/${name}`);

/** What a chart's templates see as their dot; those of its dependencies are added to `found`. */
function collect(
  chart: WorkingChart,
  values: unknown,
  context: RenderContext,
  found: Map<string, Renderable>,
): TypedMap {
  const { metadata, templates, files } = chart.chart;
  const subcharts: GoMap = new Map();
  const dot = valuesMap(
    new Map<string, unknown>([
      ["Chart", metadataMap(metadata, chart.name, chart.parent === undefined)],
      ["Files", Files.of(files)],
      ["Release", context.release],
      ["Capabilities", context.capabilities],
      ["Values", valuesFor(values)],
      ["Subcharts", subcharts],
    ]),
  );
  const own = values instanceof Map ? values : new Map<string, unknown>();
  for (const child of chart.children) {
    subcharts.set(child.name, collect(child, own.get(child.name), context, found));
  }
  const folder = chartPath(chart);
  const isLibrary = metadata.type.toLowerCase() === "library";
  for (const file of templates) {
    if (isLibrary && !basePath(file.name).startsWith("_")) continue;
    found.set(join(folder, file.name), { file, folder: join(folder, "templates"), dot });
  }
  return dot;
}

/** One object for a map of values, so that what a template sets is seen wherever the map is. */
const seen = new WeakMap<object, TypedMap>();

function valuesFor(values: unknown): TypedMap {
  if (!(values instanceof Map)) return valuesMap(new Map());
  if (values instanceof TypedMap) return values;
  let typed = seen.get(values);
  if (!typed) seen.set(values, typed = valuesMap(values));
  return typed;
}

/** Files with more folders come first, then by name from the end: what comes later may define templates anew. */
function executionOrder(names: Iterable<string>): string[] {
  const depth = (name: string) => name.split("/").length;
  return [...names].sort((a, b) => depth(b) - depth(a) || compareStrings(b, a));
}

const known = (name: string): boolean => HELM_FUNCTIONS.has(name);
const trees = new WeakMap<ChartFile, Map<string, TreeSet>>();

/** The templates of a file; a chart that is rendered again is not parsed again. */
function parseFile(name: string, file: ChartFile, heads: Heads): TreeSet {
  let byName = trees.get(file);
  if (!byName) trees.set(file, byName = new Map());
  let set = byName.get(name);
  if (!set) byName.set(name, set = parse(name, fromBytes(file.data), known, heads));
  return set;
}

function parseAll(order: readonly string[], found: ReadonlyMap<string, Renderable>): Templates {
  const all = new Map<string, Tree>();
  const heads: Heads = new Map();
  for (const name of order) {
    let set: TreeSet;
    try {
      set = parseFile(name, found.get(name)!.file, heads);
    } catch (error) {
      throw reportParseFailure(name, error);
    }
    for (const [defined, tree] of set) {
      if (!all.has(defined) || !isBlank(tree.root)) all.set(defined, tree);
    }
  }
  return new Templates(all);
}

/**
 * Renders the templates of a chart and its dependencies: texts by path. `values` are the coalesced ones; templates may
 * change them. Throws ChartError in Helm's words, LimitError where a limit is passed.
 */
export function renderTemplates(
  chart: WorkingChart,
  values: GoMap,
  context: RenderContext,
): Map<string, string> {
  const found = new Map<string, Renderable>();
  collect(chart, values, context, found);
  const order = executionOrder(found.keys());
  const templates = parseAll(order, found);
  const limits = context.limits ?? NO_LIMITS;
  const run = new Run(templates, HELM_FUNCTIONS, { missing: "zero", limits });
  prepareRun(run, context.lookup);
  const rendered = new Map<string, string>();
  for (const name of order) {
    if (basePath(name).startsWith("_")) continue;
    const { dot, folder } = found.get(name)!;
    dot.set("Template", valuesMap(new Map([["Name", name], ["BasePath", folder]])));
    try {
      rendered.set(name, run.render(name, dot).replaceAll("<no value>", ""));
    } catch (error) {
      throw reportFailure(name, error);
    }
  }
  return rendered;
}
