import { type GoMap, show } from "../gotemplate/mod.ts";
import { deepCopy } from "../sprig/mod.ts";
import { isInRange } from "./install_checks.ts";
import { coalesceValues, mergeTables, tableAt, valueAt } from "./values.ts";
import { type Wanted, type WorkingChart, workingChart } from "./working_chart.ts";

const fits = (child: WorkingChart, { source }: Wanted): boolean =>
  child.name === source.name && isInRange(source.version, child.chart.metadata.version);

/** The children that are named, with their aliases, and those that nothing names. */
function applyAliases(chart: WorkingChart): void {
  const children = chart.children.filter((child) => !chart.wanted.some((w) => fits(child, w)));
  for (const wanted of chart.wanted) {
    const found = chart.children.find((child) => fits(child, wanted));
    const { alias } = wanted.source;
    if (found) children.push(workingChart(found.chart, chart, alias || found.name));
    if (alias) wanted.name = alias;
  }
  chart.children = children;
}

function applyTags(wanted: readonly Wanted[], values: GoMap): void {
  const tags = tableAt(values, "tags");
  if (!tags) return;
  for (const one of wanted) {
    const said = one.source.tags.map((tag) => tags.get(tag));
    one.enabled = said.includes(true) || !said.includes(false);
  }
}

function applyConditions(wanted: readonly Wanted[], values: GoMap, path: string): void {
  for (const one of wanted) {
    for (const condition of one.source.condition.trim().split(",")) {
      const value = condition && valueAt(values, path + condition);
      if (typeof value !== "boolean") continue;
      one.enabled = value;
      break;
    }
  }
}

function enable(chart: WorkingChart, given: GoMap, path: string): void {
  if (chart.wanted.length === 0) return;
  applyAliases(chart);
  const values = coalesceValues(chart, given);
  applyTags(chart.wanted, values);
  applyConditions(chart.wanted, values, path);
  const off = new Set(chart.wanted.filter((one) => !one.enabled).map((one) => one.name));
  chart.children = chart.children.filter((child) => !off.has(child.name));
  chart.wanted = chart.wanted.filter((one) => !off.has(one.name));
  for (const child of chart.children) enable(child, values, `${path}${child.name}.`);
}

/** What one entry of import-values names: a table of the child, and where it goes in the parent. */
function importOf(entry: unknown): { child: string; parent: string } | undefined {
  if (typeof entry === "string") return { child: `exports.${entry}`, parent: "." };
  if (!(entry instanceof Map)) return undefined;
  return { child: show(entry.get("child") ?? null), parent: show(entry.get("parent") ?? null) };
}

function nest(path: string, values: GoMap): GoMap {
  if (path === ".") return values;
  return path.split(".").reduceRight((inner: GoMap, key) => new Map([[key, inner]]), values);
}

function importValues(chart: WorkingChart): void {
  for (const child of chart.children) importValues(child);
  if (chart.wanted.length === 0) return;
  const values = coalesceValues(chart, new Map(), true);
  const imported: GoMap = new Map();
  for (const { name, source } of chart.wanted) {
    for (const entry of source.importValues) {
      const found = importOf(entry);
      const table = found && tableAt(values, `${name}.${found.child}`);
      if (table) mergeTables(imported, nest(found.parent, table), true);
    }
  }
  chart.values = mergeTables(deepCopy(values) as GoMap, imported, true);
}

/** Decides which dependencies are wanted, names them by their aliases, and imports their values. Throws ChartError. */
export function processDependencies(chart: WorkingChart, given: GoMap): void {
  enable(chart, given, "");
  importValues(chart);
}
