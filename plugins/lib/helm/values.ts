import { type GoMap, sprintf } from "../gotemplate/mod.ts";
import { deepCopy } from "../sprig/mod.ts";
import { ChartError } from "./chart.ts";
import type { WorkingChart } from "./working_chart.ts";

const GLOBAL = "global";
const isTable = (value: unknown): value is GoMap => value instanceof Map;

/** Drops nil from maps, all the way down. */
function dropNil(map: GoMap): void {
  for (const [key, value] of map) {
    if (value === null) map.delete(key);
    else if (isTable(value)) dropNil(value);
  }
}

/**
 * What `into` lacks comes from `from`. A nil in `into` deletes the key, unless `merge` says that nil is kept for a chart
 * further down. Both maps are changed.
 */
export function mergeTables(into: GoMap, from: GoMap, merge: boolean): GoMap {
  const given = new Set([...from].filter(([, value]) => value !== null).map(([key]) => key));
  for (const [key, value] of into) if (value === null) from.set(key, null);
  for (const [key, value] of from) {
    const before = into.get(key);
    if (before === null && !merge && given.has(key)) into.delete(key);
    else if (before === undefined) into.set(key, value);
    else if (isTable(value) && isTable(before)) mergeTables(before, value, merge);
  }
  return into;
}

/** The parent's globals go over the child's. */
function pushGlobals(child: GoMap, parent: GoMap): void {
  const into = child.has(GLOBAL) ? child.get(GLOBAL) : new Map();
  const from = parent.has(GLOBAL) ? parent.get(GLOBAL) : new Map();
  if (!isTable(into) || !isTable(from)) return;
  for (const [key, value] of from) {
    const before = into.get(key);
    if (!isTable(value)) {
      if (!isTable(before)) into.set(key, value);
    } else if (before === undefined) into.set(key, new Map(value));
    else if (isTable(before)) into.set(key, mergeTables(new Map(value), before, true));
  }
  child.set(GLOBAL, into);
}

/** The chart's own values come under the given ones. */
function addDefaults(chart: WorkingChart, values: GoMap, merge: boolean): void {
  const defaults = deepCopy(chart.values) as GoMap;
  for (const [key, from] of defaults) {
    const given = values.get(key);
    if (given === undefined) {
      if (!merge && from === null) continue;
      if (!merge && isTable(from)) dropNil(from);
      values.set(key, from);
    } else if (given === null) {
      if (!merge) values.delete(key);
    } else if (isTable(given) && isTable(from)) {
      const keepNil = merge || chart.children.some((child) => child.name === key);
      if (!keepNil) dropNil(from);
      mergeTables(given, from, keepNil);
    }
  }
}

function coalesceInto(chart: WorkingChart, values: GoMap, merge: boolean): GoMap {
  addDefaults(chart, values, merge);
  for (const child of chart.children) {
    const own = values.get(child.name) ?? (values.has(child.name) ? null : new Map());
    if (!isTable(own)) {
      throw new ChartError(sprintf("type mismatch on %s: %t", [child.name, own]));
    }
    values.set(child.name, own);
    pushGlobals(own, values);
    coalesceInto(child, own, merge);
  }
  return values;
}

/**
 * The values that a chart is rendered with: the given ones over its own, for its dependencies too. With `merge` nil is kept
 * instead of deleting. The given values are not changed. Throws ChartError where a subchart's values are no map.
 */
export function coalesceValues(chart: WorkingChart, given: GoMap, merge = false): GoMap {
  return coalesceInto(chart, deepCopy(given) as GoMap, merge);
}

/** The map at a path of dots; undefined where there is none. */
export function tableAt(values: GoMap, path: string): GoMap | undefined {
  let current: unknown = values;
  for (const key of path.split(".")) {
    current = isTable(current) ? current.get(key) : undefined;
  }
  return isTable(current) ? current : undefined;
}

/** The value at a path of dots that is no map; undefined where there is none. */
export function valueAt(values: GoMap, path: string): unknown {
  const dot = path.lastIndexOf(".");
  const table = dot < 0 ? values : tableAt(values, path.slice(0, dot));
  const value = table?.get(path.slice(dot + 1));
  return isTable(value) ? undefined : value;
}

/** User values from several sources, the later ones over the earlier. */
export function overlayValues(under: GoMap, over: GoMap): GoMap {
  const out = new Map(under);
  for (const [key, value] of over) {
    const before = out.get(key);
    out.set(key, isTable(before) && isTable(value) ? overlayValues(before, value) : value);
  }
  return out;
}
